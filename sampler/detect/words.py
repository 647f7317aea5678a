"""Closed word lists, folded: function words, ordinary words that are also names, civilities, legal forms."""


def word_set(text: str) -> frozenset[str]:
    """The words of a text, as a set."""
    return frozenset(text.split())


STOP_FR = word_set(
    """
    le la les l un une des du de d et ou mais donc or ni car que qui quoi dont ou ce cet cette ces mon
    ma mes ton ta tes son sa ses notre nos votre vos leur leurs je tu il elle on nous vous ils elles me
    te se y en ne pas plus n est sont ete etait etre a ai as avons avez ont avait avoir fait faire pour
    par avec sans sous sur dans chez vers entre depuis pendant avant apres au aux si comme quand tres
    bien tout tous toute toutes aussi encore deja ainsi alors puis lors lui eux cela ca c s j m t qu
    apres jusque sera doit peut suite merci bonjour
    """
)
STOP_EN = word_set(
    """
    the an and or but nor so for of in on at by to from with without into over under about as is are was
    were be been being has have had having do does did done will would can could should may might must
    shall not no yes he she it they we you i him her them us me my your his its our their this that
    these those who whom which what when where why how all any each some such than then there here very
    just also after before since please thanks hello hi dear regards
    """
)
STOP = STOP_FR | STOP_EN
PARTICLES = word_set(
    """
    de du des d la le les l von van der den ten ter da di del della dos san santa el al ben bin ibn abd
    mac mc o st saint
    """
)
# Ordinary words that the lists of names hold too; alone or in small letters they are no name.
ORDINARY = word_set(
    """
    petit petite grand grande blanc blanche noir noire brun brune roux rousseau gris vert rouge rose
    violette jaune bleu dore leger fort fin long court gros gras bon bonne beau belle joli vieux jeune
    nouveau neuf haut bas chaud froid doux sage franc franche riche vrai juste certain simple seul pur
    clair sombre marchand boulanger meunier berger fournier tailleur charpentier potier maire prevost
    chevalier page clerc sergent caron cordier tisserand pelletier barbier mercier sellier verrier
    tuilier masson granger metayer fermier pasteur pape roi reine duc comte baron moine abbe prieur cure
    eveque jour jours nuit matin soir lundi mardi mercredi jeudi vendredi samedi dimanche janvier
    fevrier mars avril mai juin juillet aout septembre octobre novembre decembre ete hiver printemps
    automne noel paques pont bois pre pres champ champs fontaine riviere mer montagne val vallee mont
    roche rocher pierre colline source lac marais jardin verger vigne foret chene fresne frene olive
    olivier marine fleur lys iris prune pomme poire cerise ville village bourg place rue chemin maison
    chateau moulin four tour porte mur salle chambre table lit pain vin lait miel sel poivre ble orge
    avoine lion loup renard cerf lievre mouton boeuf poisson coq poulet merle corbeau pinson rossignol
    aigle faucon carte note nom prix total client cliente commande livraison cours sport bureau service
    agent contact papier france paris lorraine normand lebreton picard angleterre allemand espagne ami
    amie frere soeur pere mere fils cousin oncle neveu voisin garcon homme femme enfant personne bonjour
    merci monsieur madame joie amour bonheur espoir victoire gloire paix desire aime ange saint dieu
    avis appel rappel retard reunion rendez livre lettre numero adresse message code compte banque
    caisse cheque service produit marque modele serie lot stock vente achat remise offre contrat dossier
    fiche leger cher vite mieux pire moins demi double triple quart premier second dernier prochain
    ancien main bras tete coeur pied dos oeil bouche nez dent corps sang force vie mort sain malade will
    may june april august summer dawn hope faith joy grace grant mark bill frank rich art ray rob nick
    sue pat drew chase hunter mason carter cooper baker smith taylor cook miller fisher potter porter
    turner walker weaver king queen prince duke bishop abbot pope knight young old long short small
    little big strong wise good best white black brown green gray grey gold silver rose lily daisy ivy
    holly heather summer winter day night wood woods field fields hill hills stone rivers brook lake
    marsh ford bridge church hall house parks park street lane gate wall bush reed rice berry field call
    case price page word read love moon star sun bell ball cash money order office team sales account
    manager customer note notes file data test demo admin user sky rain snow frost storm north south
    east west england france ireland paris london boston dallas austin madison georgia virginia carolina
    florence sydney brooklyn chelsea victoria alexandria savannah va vas vais dit dis met mis pris prise
    venu venue vendu parti partie passe sort sorti reste laisse demande refuse accepte signe valide
    confirme annule paye recu envoye client lu vu su eu fut ait soit or non oui ok actif inactif ouvert
    ferme encours nouveau urgent faible moyen moyenne eleve bonne mauvais standard iban rib bic nir
    siret siren tva cp ddn mdp tel fax mail email sms pdf url id ref rdv sav crm lms rh or argent bronze
    facture devis doublon relance litige convention attestation courrier remboursement paiement virement
    inscription formation stagiaire absence annulation reclamation probleme erreur tarif badge handicap
    allergie parking session module planning
    fer acier cuivre zinc cristal diamant perle rubis jade ambre opale
    """
)
TITLES = (
    "mme|mlle|mmes|mrs|mr|ms|miss|dr|pr|prof|me|monsieur|madame|mademoiselle|messieurs|docteur|maitre|maître"
    "|professeur|sir"
)
# Words of logs and systems, which a model for prose takes for names.
TECHNICAL = word_set(
    """
    login logins logout user users username password pass token tokens session ip http https get post put
    delete patch head options trace debug info notice warn warning error err fatal critical alert severe
    auth reset mail sms api db job jobs crm lms erp sql json xml csv ok ko id uid pid status statut retry
    tries timeout server serveur client host port request response query null true false utc gmt
    """
)
# After a civility these are functions, not names: "madame la directrice", "monsieur le maire".
FUNCTIONS = word_set(
    """
    directeur directrice president presidente maire prefet ministre juge procureur proviseur principal
    chef responsable bonjour merci client cliente tout
    """
)
LEGAL_FORMS = word_set(
    """
    sarl sas sasu sa eurl sci scop snc gie scea earl selarl scp sca gaec association asso ltd limited
    inc llc plc corp gmbh ag bv nv spa srl company group groupe holding ets etablissements entreprise
    societe cie consulting solutions services conseil industries mairie commune universite lycee college
    ecole banque hopital clinique pharmacie restaurant hotel garage boulangerie cabinet agence
    transports fils freres associes distribution technologies formation academy bank university school
    council studio media france international
    """
)
MONTHS = word_set(
    """
    janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre january february
    march april may june july august september october november december lundi mardi mercredi jeudi vendredi
    samedi dimanche monday tuesday wednesday thursday friday saturday sunday jan feb mar apr jun jul
    aug sep oct nov dec janv fevr avr juil sept
    """
)
TITLE_WORDS = word_set(TITLES.replace("|", " ") + " m mm mmes")
ROLES = word_set(
    """
    cllr cllrs councillor veuve vve stepdad stepmum stepmother stepfather mum dad mummy daddy tata
    tonton papy mamie maman papa frcp mrcp mbbs phd msc mba rpps adeli conso rapel num immat tel
    titulaire conjoint conjointe esq obe mbe jnr snr nebs patient patiente famille agent
    """
)
"""What stands beside a name and is not part of it."""
