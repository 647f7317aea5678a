"""What a header says: its words, folded and split, matched against French and English vocabulary."""

import re
from functools import lru_cache

from sampler.detect.words import word_set
from sampler.surrogates.folding import fold

_CAMEL = re.compile(r"(?<=[a-zà-ÿ0-9])(?=[A-ZÀ-Þ])|(?<=[A-ZÀ-Þ])(?=[A-ZÀ-Þ][a-zà-ÿ])")
_SPLIT = re.compile(r"[^a-z]+")
_GLUE = re.compile(r"[^a-z0-9]+")
_PATH = re.compile(r"(?<=[\w\]*])\.(?=\w)")

# Phrases are tried longest first, as whole words in a row; the first type that fits is taken.
# The "clear:" rows keep measures and labels of things from being taken for names of persons.
_PHRASES: dict[str, str] = {
    "LAST_NAME": "nom|noms|nom famille|nom de famille|nom usage|nom d usage|nom naissance"
    "|nom de naissance|nom jeune fille"
    "|nom de jeune fille|nom marital|nom epouse|nom patronymique|patronyme|last name|lastname|surname"
    "|family name|lname"
    "|nom client|nom du client|nom contact|nom eleve|nom patient|nom salarie|maiden name|nom stagiaire"
    "|nom apprenant",
    "FIRST_NAME": "prenom|prenoms|prenom usuel|prenom client|prenom contact|first name|firstname"
    "|given name|forename|fname"
    "|middle name|middlename|2eme prenom|deuxieme prenom|autres prenoms|pren|prnm|second prenom",
    "PERSON": "client|customer|cliente|acheteur|nom prenom|prenom nom|nom et prenom|prenom et nom"
    "|nom complet|nom prenoms|full name|fullname|display name"
    "|displayname|contact|interlocuteur|responsable|titulaire|beneficiaire|patient|salarie|employe|eleve"
    "|etudiant|apprenant"
    "|stagiaire|participant|formateur|vendeur|commercial|conseiller|gestionnaire|auteur|author|owner"
    "|signataire|destinataire"
    "|expediteur|assure|adherent|locataire|proprietaire|conjoint|referent|tuteur|manager|employee|student"
    "|teacher|customer name"
    "|client name|contact name|created by|updated by|modified by|cree par|modifie par|saisi par"
    "|assigned to|assignee|approver"
    "|nom affiche|name|identite|intervenant|medecin|enseignant|professeur|parent|mere|pere|representant"
    "|dirigeant|gerant"
    "|card holder|cardholder|account holder|user name full|reporter|sales rep|recipient|sender|payee"
    "|nom du titulaire",
    "EMAIL_ADDRESS": "email|e mail|mail|mel|courriel|adresse mail|adresse email|adresse e mail"
    "|adresse electronique|adresse mel"
    "|email address|mail pro|mail perso|emails|e mails|courriels|messagerie|adr mail|adr mel",
    "PHONE_NUMBER": "telephone|tel|tels|tl|phone|mobile|portable|gsm|fax|telecopie|cell|cellphone|num tel"
    "|numero telephone"
    "|numero de telephone|tel portable|tel fixe|tel domicile|tel mobile|phone number|msisdn|whatsapp"
    "|ligne directe|fixe|telephones",
    "POSTCODE": "cp|code postal|codepostal|code post|cpostal|postcode|post code|postal code|zip|zipcode"
    "|zip code|codpost",
    "CITY": "ville|commune|localite|city|town|bureau distributeur|lieu naissance|lieu de naissance"
    "|ville naissance"
    "|ville de naissance|commune naissance|commune de naissance|birth place|place of birth|birthplace"
    "|nom commune|nom ville"
    "|nom de la commune|nom de la ville|libelle commune|municipality|residence",
    "ADDRESS": "adresse|adr|addr|address|adresse postale|adresse complete|rue|voie|street|street address"
    "|address line|domicile"
    "|complement adresse|complement d adresse|lieu dit|adresse livraison|adresse facturation"
    "|adresse domicile|nom rue|nom voie"
    "|nom de la rue|nom de la voie|libelle voie|numero rue|numero voie|num voie|no voie|adress|complement"
    "|numero et voie",
    "BIRTH_DATE": "naissance|ddn|dob|date naissance|date de naissance|dt naissance|date naiss|dt naiss"
    "|dnaiss|datenaiss|dtnaiss"
    "|birth date|birthdate|birthday|birth|date of birth|ne le|nee le|ne e le|anniversaire|born"
    "|annee naissance"
    "|annee de naissance|birth year|year of birth|naiss|deces|date deces|date de deces|date of death",
    "FR_NIR": "nir|numero securite sociale|numero de securite sociale|securite sociale|num secu"
    "|numero secu|n secu|no secu|secu"
    "|nss|insee|numero insee|n ss|no ss|num ss|numero ss|ssn|immatriculation ss",
    "FR_SIREN": "siren|numero siren|n siren|no siren|rcs|numero rcs",
    "FR_SIRET": "siret|numero siret|n siret|no siret",
    "FR_VAT": "tva intracommunautaire|tva intra|numero tva|num tva|n tva|no tva|vat number|vat|vat id"
    "|vat no|code tva intra",
    "IBAN_CODE": "iban|compte iban|code iban|numero iban",
    "FR_RIB": "rib|numero compte|numero de compte|num compte|compte bancaire|coordonnees bancaires"
    "|bank account|account number"
    "|no compte|n compte|bban",
    "CREDIT_CARD": "carte bancaire|numero carte|num carte|cb|carte bleue|carte credit|carte de credit"
    "|credit card|card number"
    "|credit card number|pan|cc number|ccn",
    "IP_ADDRESS": "ip|adresse ip|ip address|ip addr|ipv4|ipv6|last ip|ip source|remote addr|client ip",
    "MAC_ADDRESS": "mac|adresse mac|mac address",
    "URL": "url|site|site web|website|web|lien|link|homepage|linkedin|facebook|twitter|instagram|profil"
    "|page web|siteweb|avatar"
    "|photo|picture",
    "USERNAME": "login|logins|username|user name|user|utilisateur|identifiant connexion"
    "|identifiant de connexion|pseudo|pseudonyme"
    "|nickname|nick|compte ad|samaccountname|uid|user login|nom utilisateur|nom d utilisateur|handle"
    "|screen name|skype",
    "SECRET": "mot de passe|motdepasse|mdp|password|passwd|pwd|pass|passphrase|secret|token|jeton|api key"
    "|apikey|cle api|hash"
    "|password hash|salt|sel|pin|code pin|code secret|private key|access token|refresh token|session id"
    "|otp|cle secrete"
    "|question secrete|reponse secrete",
    "ORGANIZATION": "societe|entreprise|raison sociale|raisonsociale|rs|denomination|denomination sociale"
    "|etablissement|organisme"
    "|organisation|organization|company|company name|employeur|employer|enseigne|nom societe"
    "|nom entreprise|nom de la societe"
    "|nom commercial|nom etablissement|association|fournisseur|nom fournisseur|supplier|vendor"
    "|organization name|ecole|school",
    "ID": "matricule|identifiant|id|ident|identifier|uuid|guid|code client|numero client|num client"
    "|no client|n client|ref client"
    "|reference client|client id|customer id|user id|userid|customer no|customer number|numero dossier"
    "|num dossier|no dossier"
    "|n dossier|dossier|reference|ref|numero adherent|num adherent|numero contrat|num contrat|contrat"
    "|passeport|numero passeport"
    "|passport|passport number|cni|carte identite|carte d identite|numero piece identite|permis"
    "|permis de conduire|licence"
    "|driver license|ine|numero ine|ien|external id|externalid|legacy id|key|cle|pk|immatriculation"
    "|plaque|license plate"
    "|numero etudiant|num etudiant|employee id|badge|no badge|numero badge|idclient|iduser|id client"
    "|id contact|num|numero|no",
    "GENDER": "sexe|genre|gender|sex",
    "TITLE": "civilite|civ|titre|title|salutation|politesse|formule politesse",
    "COUNTRY": "pays|country|code pays|country code|nationalite|nationality|pays naissance"
    "|pays de naissance|nation",
    "text": "commentaire|commentaires|remarque|remarques|note|notes|observation|observations|description"
    "|descriptif|message"
    "|messages|texte|text|comment|comments|remark|remarks|contenu|content|corps|body|memo|bio|biographie"
    "|motif|objet|subject"
    "|details|detail|avis|feedback|resume|compte rendu|cr|historique|annotation|reponse|question"
    "|appreciation|com|obs|rem"
    "|informations|infos|info|free text|texte libre",
    "clear:thing": "nom produit|nom du produit|nom article|nom fichier|nom du fichier|nom formation"
    "|nom cours|nom module|nom service"
    "|nom groupe|nom projet|nom categorie|product name|productname|file name|filename|course name"
    "|group name|category name"
    "|nom equipe|nom campagne|nom modele|nom table|nom champ|nom role|role name|nom pays|country name"
    "|nom departement|nom region"
    "|nom de la formation|nom de la categorie|nom de domaine|domain name|libelle|intitule|product|produit"
    "|article|designation",
    "clear:measure": "quantite|qte|qty|quantity|prix|price|montant|amount|total|total ttc|total ht|ttc|ht"
    "|tva|taux|rate|solde|balance|stock"
    "|poids|weight|taille|size|duree|duration|score|points|note sur 20|nb|nbre|nombre|count|age"
    "|anciennete|remise|discount|ca"
    "|chiffre affaires|salaire|salary|cout|cost|pourcentage|percent|latitude|longitude|annee|year|mois"
    "|month|jour|day|rang"
    "|rank|ordre|order|position|capital|effectif|surface|volume|distance|vitesse|temperature|version"
    "|niveau|level|moyenne",
    "clear:class": "statut|status|etat|state|type|categorie|category|canal|channel|langue|language|devise"
    "|currency|actif|active|role"
    "|segment|priorite|priority|region|departement|service|groupe|group|couleur|color|colour|unite|unit"
    "|mode|source|format|famille",
    "clear:date": "date creation|date de creation|created at|updated at|created|updated|date commande"
    "|date de commande|order date"
    "|date facture|date echeance|date debut|date fin|date modification|start date|end date|date livraison"
    "|date inscription"
    "|date maj|timestamp|last login|derniere connexion|date paiement|date entree|date sortie"
    "|date embauche|hire date|date",
}
_TYPE_OF: dict[str, str] = {
    phrase: entity_type for entity_type, phrases in _PHRASES.items() for phrase in phrases.split("|")
}
_GLUED: dict[str, str] = {phrase.replace(" ", ""): entity_type for phrase, entity_type in _TYPE_OF.items()}
_LONGEST = max(phrase.count(" ") + 1 for phrase in _TYPE_OF)
# Words so short or so common that they count only as the whole header or its last word.
_WHOLE_ONLY = word_set(
    """
    name site web user pass note title titre no num key date order rs cr com obs rem ref cb mac sel pan
    pin parent type profil objet source state service contrat dossier mere pere pays owner photo client
    customer residence complement
    """
)


def words_of(header: str) -> tuple[str, ...]:
    """Folded words of a header: camelCase, underscores, digits and signs split them ("prenomClient2")."""
    spaced = _CAMEL.sub(" ", header.replace("°", " ").replace("º", " ").strip()[:200])
    return tuple(word for word in _SPLIT.split(fold(spaced)) if word)


@lru_cache(maxsize=4096)
def hint(header: str) -> str | None:
    """The entity type a header speaks of, "text", a "clear:..." word, or None.

    Of a JSON path the last key speaks, and the whole path only if that key says nothing.
    """
    last = _PATH.split(header)[-1]
    return (_hint(last) if last != header else None) or _hint(header)


def _hint(header: str) -> str | None:
    glued = _GLUE.sub("", fold(header[:200])).strip("0123456789")
    if glued in _GLUED:
        return _GLUED[glued]
    words = words_of(header)
    whole = " ".join(words)
    if whole in _TYPE_OF:
        return _TYPE_OF[whole]
    for length in range(min(_LONGEST, len(words)), 0, -1):
        # Of phrases of one length the first one speaks: French puts the noun there.
        for start in range(len(words) - length + 1):
            phrase = " ".join(words[start : start + length])
            if phrase in _TYPE_OF and not (length == 1 and phrase in _WHOLE_ONLY):
                return _TYPE_OF[phrase]
    return next((_TYPE_OF[word] for word in (words[-1:] + words[:1]) if word in _TYPE_OF), None)


def is_vocabulary(word: str) -> bool:
    """Is the folded word part of the header vocabulary?"""
    return word in _VOCABULARY


_VOCABULARY = frozenset(word for phrase in _TYPE_OF for word in phrase.split())
