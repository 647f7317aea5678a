"""Closed word lists, folded: words that carry no identity and stay as they are."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


PARTICLES = _words(
    "d de du des la le les l van von der den ten ter el al ben bin da di do dos das del della dal e y af av "
    "zu zur abu ould o n saint sainte st ste san santa dit dite"
)
APOSTROPHE_PARTICLES = _words("d l o n m")
CIVILITIES = _words(
    "m mm mr mrs ms mme mmes mlle mlles me mes dr dre pr pre monsieur madame mademoiselle messieurs mesdames "
    "maitre docteur professeur miss mister sir lady prof"
)
PERSON_LINKS = _words("nee ne epouse ep epx veuve vve et and ou jr sr ii iii iv")

LEGAL_FORMS = _words(
    "sa sas sasu sarl eurl sci scp snc scop scic selarl selas sprl srl spa gmbh ag kg ohg ltd "
    "limited llc llp plc "
    "inc corp corporation co company bv nv ab as oy aps gie gip epic ei eirl eurl earl gaec association asso "
    "cie ets groupe group holding sl se"
)
LINK_WORDS = _words("de du des la le les l d et and the of a au aux en pour sur chez")

STREET_TYPES = _words(
    "rue chemin route impasse place allee allees avenue av ave boulevard bd bld blvd passage traverse montee "
    "ruelle quartier voie square faubourg fbg sentier promenade cours quai boucle placette venelle esplanade "
    "residence res lotissement lot hameau cite domaine villa clos rond-point lieu-dit lieudit ch "
    "chem rte imp pl "
    "all sq za zac zi zone"
)
ENGLISH_STREET_TYPES = _words(
    "street st road rd avenue ave lane ln drive dr way court ct square sq place pl terrace close crescent "
    "boulevard blvd highway hwy parkway pkwy circle row hill gardens walk"
)
HOUSE_SUFFIXES = _words("bis ter quater a b c d")

PROVIDERS = (
    *("gmail.com", "googlemail.com", "google.com", "orange.fr", "orange.com", "wanadoo.fr", "free.fr"),
    *("hotmail.com", "hotmail.fr", "hotmail.co.uk", "outlook.com", "outlook.fr", "live.com", "live.fr"),
    *("msn.com", "yahoo.com", "yahoo.fr", "yahoo.co.uk", "ymail.com", "rocketmail.com", "laposte.net"),
    *("sfr.fr", "neuf.fr", "cegetel.net", "club-internet.fr", "numericable.fr", "numericable.com", "noos.fr"),
    *("bbox.fr", "bouyguestelecom.fr", "aliceadsl.fr", "voila.fr", "aol.com", "aol.fr", "icloud.com"),
    *("me.com", "mac.com", "gmx.com", "gmx.fr", "gmx.de", "gmx.net", "web.de", "t-online.de", "proton.me"),
    *("protonmail.com", "protonmail.ch", "pm.me", "tutanota.com", "zoho.com", "mail.com", "mail.ru"),
    *("yandex.ru", "yandex.com", "libero.it", "virgilio.it", "tiscali.it", "skynet.be", "telenet.be"),
    *("bluewin.ch", "btinternet.com", "sky.com", "comcast.net", "verizon.net", "att.net", "sbcglobal.net"),
    *("cox.net", "qq.com", "163.com", "dbmail.com", "netcourrier.com", "caramail.com", "ntlworld.com"),
)
SECOND_LEVELS = _words("co com org net gov gouv ac asso edu nom tm")
BARE_TOPS = _words("fr example test invalid localhost")
TECHNICAL_LABELS = _words(
    "www mail smtp imap pop webmail ftp sftp api app apps intranet extranet portal portail login "
    "sso cdn static "
    "dev test staging preprod prod m mobile blog shop support"
)
