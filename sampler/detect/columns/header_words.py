"""The vocabulary of headers, French and English, folded: phrases by the type they speak of."""

from sampler.detect.words import word_set

# Phrases are tried longest first, as whole words in a row; the first type that fits is taken.
# The "clear:" rows keep measures and labels of things from being taken for names of persons.
PHRASES: dict[str, str] = {
    "LAST_NAME": "nom|noms|sname|last nm|lastnm|surnom usage|nom2|nom marie|birth name|nom fam|nomfam|nm|nom"
    " famille|nom de famille|nom usage|nom d usage|nom naissance"
    "|nom de naissance|nom jeune fille"
    "|nom de jeune fille|nom marital|nom epouse|nom patronymique|patronyme|last name|lastname|surname"
    "|family name|lname"
    "|nom client|nom du client|nom contact|nom eleve|nom patient|nom salarie|maiden name|nom stagiaire"
    "|nom apprenant",
    "FIRST_NAME": "given|given names|first nm|firstnm|prenom2|first|christian name|prenom enfant|prn|prenom"
    "|prenoms|prenom usuel|prenom client|prenom contact|first name|firstname"
    "|given name|forename|fname"
    "|middle name|middlename|2eme prenom|deuxieme prenom|autres prenoms|pren|prnm|second prenom",
    "PERSON": "nom client prenom|nomprenom|utilisateur nom|user full name|account name|passenger|passager"
    "|occupant|resident|chauffeur|driver|player|joueur|witness|temoin|victim|guest|invite|nom ayant"
    " droit|ayant droit|legal guardian|guardian|next of kin|emergency contact|contact urgence|personne a"
    " prevenir|client|customer|cliente|acheteur|nom prenom|prenom nom|nom et prenom|prenom et nom"
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
    "PHONE_NUMBER": "telephone1|telephone2|numtel|notel|telephone mobile|telephone fixe|telephone portable"
    "|portable perso|phone no|phone num|mobile no|mobile number|mobile phone|home phone|work phone|tel"
    " pro|tel perso|tph|tele|numero portable|cell phone|contact number|contact no|telephone number|telno"
    "|telfixe|telport|no tel|n tel|fon|telephone|tel|tels|tl|phone|mobile|portable|gsm|fax|telecopie"
    "|cell|cellphone|num tel"
    "|numero telephone"
    "|numero de telephone|tel portable|tel fixe|tel domicile|tel mobile|phone number|msisdn|whatsapp"
    "|ligne directe|fixe|telephones",
    "POSTCODE": "plz|cap|cdpost|cod post|code p|postal|zip5|cp ville|cpville|pcode|cp|code postal|codepostal"
    "|code post|cpostal|postcode|post code|postal code|zip|zipcode"
    "|zip code|codpost",
    "CITY": "vil|bureau poste|bur distrib|lib commune|nom com|libcom|ort|citta|ciudad|acheminement|libelle"
    " acheminement|village|ville|commune|localite|city|town|bureau distributeur|lieu naissance|lieu de"
    " naissance"
    "|ville naissance"
    "|ville de naissance|commune naissance|commune de naissance|birth place|place of birth|birthplace"
    "|nom commune|nom ville"
    "|nom de la commune|nom de la ville|libelle commune|municipality|residence",
    "FR_INSEE": "code insee|codeinsee|insee commune|commune insee|code commune|code insee commune"
    "|code commune insee|code commune naissance|code insee naissance|numero insee commune|com insee|insee com"
    "|cog|codgeo|depcom|citycode|code postal insee",
    "ADDRESS": "adr ligne|adresse ligne|ligne adresse|adrs|add|address line one|rue et numero|no et rue|num"
    " et rue|street name|street number|house number|house no|no rue|n voie|adresse rue|type voie|bis ter"
    "|batiment|residence|appartement|etage|apt|addr line|mailing address|home address|billing address"
    "|shipping address|delivery address|gps|coordonnees|adresse|adr|addr|address|adresse postale|adresse"
    " complete|rue|voie|street|street address"
    "|address line|domicile"
    "|complement adresse|complement d adresse|lieu dit|adresse livraison|adresse facturation"
    "|adresse domicile|nom rue|nom voie"
    "|nom de la rue|nom de la voie|libelle voie|numero rue|numero voie|num voie|no voie|adress|complement"
    "|numero et voie",
    "BIRTH_DATE": "date n|dt n|d nais|d naissance|d naiss|dtenaissance|date naissance enfant|datnais|dat nais"
    "|date nais|bday"
    "|birth dt|birth dte|dtnais|geburtsdatum|nee|date of bir|naissance|ddn|dob|date naissance|date de"
    " naissance|dt naissance|date naiss|dt naiss"
    "|dnaiss|datenaiss|dtnaiss"
    "|birth date|birthdate|birthday|birth|date of birth|ne le|nee le|ne e le|anniversaire|born"
    "|annee naissance"
    "|annee de naissance|birth year|year of birth|naiss|deces|date deces|date de deces|date of death",
    "US_SSN": "ssn",
    "FR_NIR": "nir|numsecu|numss|nosecu|numero securite sociale|numero de securite sociale|securite sociale"
    "|num secu"
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
    "USERNAME": "login name|loginname|user nm|usr|usrname|userlogin|logon|ad account|windows login|compte"
    " utilisateur|compte windows|username ldap|twitter handle|github|gamertag|login|logins|username|user"
    " name|user|utilisateur|identifiant connexion"
    "|identifiant de connexion|pseudo|pseudonyme"
    "|nickname|nick|compte ad|samaccountname|uid|user login|nom utilisateur|nom d utilisateur|handle"
    "|screen name|skype",
    "SECRET": "mot de passe|motdepasse|mdp|password|passwd|pwd|pass|passphrase|secret|token|jeton|api key"
    "|apikey|cle api"
    "|password hash|salt|sel|pin|code pin|code secret|private key|access token|refresh token|session id"
    "|otp|cle secrete"
    "|question secrete|reponse secrete",
    "ORGANIZATION": "soc|ste|raison soc|rais soc|nom ecole|nom etab|etab|firm|business name|organisation"
    " name|employeur nom|client societe|account company|structure|societe|entreprise|raison sociale"
    "|raisonsociale|rs|denomination|denomination sociale"
    "|etablissement|organisme"
    "|organisation|organization|company|company name|employeur|employer|enseigne|nom societe"
    "|nom entreprise|nom de la societe"
    "|nom commercial|nom etablissement|association|fournisseur|nom fournisseur|supplier|vendor"
    "|organization name|ecole|school",
    "ID": "matricule|mat|matr|mle|emp no|empno|emp id|employee no|employee number|staff number|staff no"
    "|staff id|payroll number|payroll no|student number|student no|student id|num etu|numetu|etudiant id"
    "|num adh|no adherent|numero allocataire|num allocataire|allocataire|num abonne|numero abonne"
    "|licence no|num licence|numero licence|num patient|patient id|ipp|no patient|mrn|member id|member"
    " no|membership no|customer ref|client ref|num salarie|no salarie|code salarie|id salarie|id eleve"
    "|id etudiant|id patient|id adherent|id user|id utilisateur|id personne|person id|contact id|num"
    " carte fidelite|no fidelite|numero agent|code agent|num agent|cin|national id|identity number|n"
    " adherent|num membre|no membre|code eleve|code patient|code adherent|account holder id|subscriber"
    " id|policy holder id|code client|numero client|num client"
    "|no client|n client|ref client"
    "|reference client|client id|customer id|user id|userid|customer no|customer number"
    "|numero adherent|num adherent"
    "|licence"
    "|immatriculation"
    "|numero etudiant|num etudiant|employee id|badge|no badge|numero badge|idclient|iduser|id client"
    "|id contact|",
    "GENDER": "sexe|genre|gender|sex",
    "TITLE": "civilite|civ|titre|title|salutation|politesse|formule politesse",
    "COUNTRY": "pays|country|code pays|country code|nation|code iso",
    "text": "commentaire|commentaires|remarque|remarques|note|notes|observation|observations|description"
    "|descriptif|message"
    "|messages|texte|text|comment|comments|remark|remarks|contenu|content|corps|body|memo|bio|biographie"
    "|motif|objet|subject"
    "|details|detail|avis|feedback|resume|compte rendu|cr|historique|annotation|reponse|question"
    "|appreciation|com|obs|rem"
    "|informations|infos|info|free text|texte libre",
    "neutral:id": "id|ident|identifier|identifiant|uuid|guid|key|cle|pk|num|numero|no|external id|externalid"
    "|legacy id|numero dossier|num dossier|no dossier|n dossier|dossier|numero contrat|num contrat"
    "|contrat|contract id|contract no|contract number|record id|recordid|code|idx|index|row|rownum|oid"
    "|nid|gid|account id|policy number|policy no",
    "clear:day": "date|dt|dte|jour|day|date jour|d evt|dt evt",
    "clear:ref": "id cmd|num cmd|no cmd|id cde|num cde|no cde|bon cde|bon cmd|ref cmd|ref cde|num suivi colis"
    "|bic|swift|code bic|swift code|empreinte|fingerprint|hash|order id|order no"
    "|order number"
    "|order ref|num commande|numero commande|no commande|n commande|commande|ref commande|reference"
    " commande|id commande|invoice no|invoice id|invoice number|invoice|num facture|numero facture|no"
    " facture|n facture|facture|id facture|ref facture|ticket|ticket id|ticket no|num ticket|numero"
    " ticket|no ticket|product id|product ref|product code|id produit|code produit|ref produit|reference"
    " produit|article id|code article|ref article|reference article|id article|sku|ean|ean13|gtin|isbn"
    "|upc|asin|code barre|code barres|barcode|lot|no lot|num lot|numero lot|batch|batch no|serie|no"
    " serie|num serie|numero serie|serial|serial number|serial no|session id|request id|requestid|trace"
    " id|traceid|span id|transaction id|transaction|transaction ref|txn id|line id|line no|num ligne|no"
    " ligne|numero ligne|ligne|rowid|row id|event id|event|job id|batch id|build|hash commit|commit"
    "|commit hash|commit sha|sha|etag|checksum|md5|sha1|sha256|digest|reference|ref|ref interne"
    "|reference interne|sequence|seq|quote no|num devis|no devis|devis|tracking|tracking number|no suivi"
    "|num suivi|colis|no colis|course id|course code|code cours|code module|code formation|class id"
    "|category id|id categorie|code categorie|department id|id service|code service|store id|id magasin"
    "|code magasin|site id|id site|warehouse|entrepot|po number|bon de commande|bl|bon livraison|asset"
    " tag|asset id|inventory no|no inventaire|epoch|unix time|fichier id|file id|document"
    " id|doc id|message id|thread id|device id|model no|part no|part number|item id|item no|campaign id"
    "|lead source|project id|id projet|code projet|code ape|ape|naf|code naf"
    "|code pays iso|iban bank",
    "quasi:job": "fonction|poste|metier|profession|emploi|job|job title|jobtitle|occupation|qualification"
    "|grade|csp|intitule poste|intitule de poste|position title|role title|categorie socio"
    " professionnelle|corps|specialite|discipline enseignee",
    "quasi:family": "situation familiale|situation matrimoniale|marital status|etat civil|nb enfants|nombre"
    " enfants|nombre d enfants|children|statut marital|family status",
    "quasi:origin": "nationalite|nationality|citizenship|pays naissance|pays de naissance|country of birth"
    "|birth country|ethnie|ethnicity|race|religion|langue maternelle",
    "quasi:age": "age|tranche age|tranche d age|age group|age range",
    "quasi:place": "departement naissance|dept naissance|departement residence|region residence|quartier"
    "|iris|departement de naissance|county|canton",
    "quasi:health": "handicap|disability|groupe sanguin|blood type|rqth|pathologie|diagnostic|diagnosis"
    "|allergie|allergies|maladie",
    "quasi:income": "salaire|salaire brut|salaire net|salary|remuneration|revenu|revenus|income|wage"
    "|traitement brut|quotient familial",
    "quasi:position": "lat|lon|lng|long|latitude|longitude",
    "clear:thing": "nom animal|animal|chien|chat|pet|pet name|animal name|nom chien|nom chat|nom cheval"
    "|cheval|navire|nom navire|bateau|nom bateau|ship|vessel|boat"
    "|nom produit|nom du produit|nom article|nom fichier|nom du fichier|nom formation"
    "|nom cours|nom module|nom service"
    "|nom groupe|nom projet|nom categorie|product name|productname|file name|filename|course name"
    "|group name|category name"
    "|nom equipe|nom campagne|nom modele|nom table|nom champ|nom role|role name|nom pays|country name"
    "|nom departement|nom region"
    "|nom de la formation|nom de la categorie|nom de domaine|domain name|libelle|intitule|product|produit"
    "|article|designation|matiere|matieres|discipline|cours|course|module|formation|marque|brand|modele"
    "|model|gamme|rayon|item|objet achete|fichier|file|nom document|document|path|chemin|dossier parent"
    "|extension|mime|content type|event name|action|titre cours|titre film|titre livre|book title|song|film"
    "|titre article|tag|tags|mot cle|keyword|keywords|label|matiere enseignee|lib article|lib produit|plat"
    "|menu|recette|ingredient|equipement|materiel|machine|vehicule modele|modele vehicule|software|logiciel"
    "|application|app",
    "clear:measure": "pct|nb places|nb jours|capacite|budget|montant ttc|montant ht|prix unitaire|pu|pu ht"
    "|tarif|frais|note moyenne|heures|h|minutes|secondes|taille ko|octets|bytes|latence|ms|debit|credit"
    "|plafond|coefficient|coef|ects|rating|evaluation|altitude|hauteur|largeur|longueur"
    "|profondeur|quantite|qte|qty|quantity|prix|price|montant|amount|total|total ttc|total ht|ttc|ht"
    "|tva|taux|rate|solde|balance|stock"
    "|poids|weight|taille|size|duree|duration|score|points|note sur 20|nb|nbre|nombre|count|anciennete"
    "||remise|discount|ca"
    "|chiffre affaires|cout|cost|pourcentage|percent|annee|year|mois"
    "|month|rang"
    "|rank|ordre|order|position|capital|effectif|surface|volume|distance|vitesse|temperature|version"
    "|niveau|level|moyenne|release|index hp|index hc|index compteur|releve|kwh|consommation",
    "clear:class": "user agent|useragent|http user agent"
    "|optin|opt in|newsletter|is active|is admin|admin|enabled|valide|verifie|verified|deleted"
    "|archive|flag|oui non|consentement|rgpd|abonnement|formule|offre|plan|periode|trimestre|semestre"
    "|saison|classe|class|niveau scolaire|filiere|promo|promotion|section|pays code|fuseau|timezone"
    "|locale|navigateur|browser|os|device|plateforme|platform|env|environnement|severity|gravite|methode"
    "|method|http status|mode paiement|moyen paiement|payment method|payment mode|type client|type"
    " contrat|customer type|resultat|result|avis client note|decision|dept|department|direction|pole"
    "|division|team|equipe|zone|secteur|agence|succursale|branch|size|statut|status|etat|state|type"
    "|categorie|category|canal|channel|langue|language|devise"
    "|currency|actif|active|role"
    "|segment|priorite|priority|region|departement|service|groupe|group|couleur|color|colour|unite|unit"
    "|mode|source|format|famille",
    "clear:date": "dt creation|dt crea|date crea|date cre|dt maj|dt modif|date modif|creation|modification"
    "|maj|last update|last updated|last modified|date heure|datetime|horodatage|heure|time|date envoi"
    "|date reception|date expedition|date rdv|date vente|date achat|date signature|date effet|date"
    " expiration|expiry|expiration|expires at|date validite|valid until|due date|date cloture|closed at"
    "|opened at|deleted at|date adhesion|date depart|date contrat|date sinistre|order dt|ship date"
    "|payment date|event date|visit date|date visite|date consultation|admission date|date admission"
    "|date examen|annee scolaire|exercice|periode debut|periode fin|joined|join date|signup date"
    "|registered at|inscrit le|cree le|modifie le|le|since|depuis|date creation|date de creation|created"
    " at|updated at|created|updated|date commande"
    "|date de commande|order date"
    "|date facture|date echeance|date debut|date fin|date modification|start date|end date|date livraison"
    "|date inscription"
    "|date maj|timestamp|last login|derniere connexion|date paiement|date entree|date sortie"
    "|date embauche|hire date|ts|timestamp ms|timestamp s|date cmd|dt cmd|date evt|date event",
}
# Words so short or so common that they count only as the whole header or its last word.
WHOLE_ONLY = word_set(
    """
    name site web user pass note title titre no num key date order rs cr com obs rem ref cb mac sel
    pan pin parent type profil objet source state service contrat dossier mere pere pays owner photo
    client customer residence complement usr add first nm vil soc ste cap ort postal apt etage mat h
    ms long pole zone le since animal chat pet ship boat vessel lat lon lng releve day jour dt dte ts
    heure time plan direction section size label tag action creation maj
    application app code index row item structure batiment appartement modele machine document path
    dossier grade corps specialite driver player guest invite discipline matiere given line id
    """,
)
