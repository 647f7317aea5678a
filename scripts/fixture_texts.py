"""Sentences of the comment columns: {full} is the row's person, {o.full} another customer.

Names: full caps lower lastfirst mme mmecaps mmefull last first initials initial. Facts: phone phone2 email
addr city login nir iban birth id. Grammar: il Il e.
A sentence without a field is clear; some hold words that are also names.
"""

NOTES_A = """{mme} a rappelé ce matin, souhaite reporter la session au mois prochain.
Merci de recontacter {full} au {phone} après 18h.
Client très mécontent : {caps} menace de résilier son contrat !!
{lower} n'a pas reçu sa convocation, renvoyer à {email}
Adresse de facturation différente : {addr}
Voir avec {o.full}, qui gère désormais le dossier de {mme}.
Le stagiaire est venu à la place de {o.mme} ; prévoir un avoir.
Tél. domicile : {phone2} (laisser sonner longtemps).
Mail envoyé à {email} le 12/03, pas de réponse à ce jour.
Ne plus appeler au {phone}, passer par {o.full} ({o.email}).
{first} préfère être contacté{e} par SMS au {phone}.
Convention signée par {mmefull}, original classé.
Dossier transmis par {initials} le 4 mai, à traiter en priorité.
{o.mme} confirme la présence de {full} au module Excel avancé.
Changement d'adresse à compter du 1er juin : {addr}.
{Il} a donné un mauvais numéro, le bon est {phone}
Doublon probable avec {o.lastfirst} (même société), à vérifier.
Né{e} le {birth}, dossier retraite en cours
Relance n°2 faite auprès de {mmecaps}, promesse de règlement sous huitaine.
RIB reçu : {iban}, merci de mettre à jour la fiche.
N° sécu communiqué par téléphone : {nir}
Allergie aux fruits à coque signalée par {first}, prévenir le traiteur.
{lastfirst} - présence partielle, parti{e} à 15h pour raison familiale.
Identifiant bloqué ({login}), mot de passe réinitialisé par le support.
Bonjour, je soussigné{e} {full} souhaite annuler mon inscription.
Parking réservé pour {initial}, arrivée prévue vers 8h30.
Le conjoint, {o.full}, a appelé : {Il} est en arrêt jusqu'au 15.
Recommandé{e} par {o.mme} lors du salon de {o.city}.
A joindre uniquement par mail ({email}) ou au standard.
{caps} / {o.caps} : binôme à reconduire pour la session d'automne.
Attestation à adresser à {mmefull}, {addr}
{Il} habite à {city} et demande le remboursement du train.
Litige facture 2023-118 : voir échange avec {o.lower} et la compta.
Cc {o.email} pour toute correspondance, svp
Rdv tél. calé jeudi avec {mme} ({phone}).
Le badge au nom de {last} n'a jamais été retiré à l'accueil.
Suite à l'entretien avec {first} {last}, proposer le parcours "Management ; niveau 2".
Absence justifiée de {o.full} et de {full}, certificat au dossier.
{lower} et {o.lower} partagent le même ordinateur, attention aux logins ({login} / {o.login})
URGENT - RAPPELER {mmecaps} AU {phone}
{mme} est en congé maternité, remplaçante : {o.mmefull}, {o.phone}.
Courrier revenu NPAI ({addr}), demander la nouvelle adresse.
Handicap déclaré (RQTH), contact référent : {o.full}
Ancien compte client {o.id} à fusionner avec celui-ci.
Merci à {first} pour son aide, séance très appréciée par le groupe.
{full} (prononcer le nom lentement au standard) attend un devis.
Devis validé oralement par {initial} - {o.initial} doit encore contresigner.
Ok pour virement sur {iban} - titulaire {caps}
Tuteur en entreprise : {o.mmefull} ; tél {o.phone}
De la part de {o.lastfirst} : "{full} ne viendra pas lundi\""""

CLEAR_A = """RAS
Dossier complet.
En attente du bon de commande.
Facture soldée le 12/01, rien à signaler.
Prévoir une salle avec vidéoprojecteur et paperboard.
Souhaite une formation Excel puis Power BI au printemps.
Inscription groupée, tarif négocié à 850 euros HT.
Client depuis 2016 ; très bon payeur.
A relancer en septembre, budget gelé pour l'instant.
La rose des vents du logo est floue, renvoyer la charte.
Salle Pierre de taille au 2e étage, accès par la cour.
Intéressé par le module Python débutant.
Pas de parking sur place, tram ligne B.
Convention à signer avant le 30, voir avec la direction.
Petit budget : proposer le blended learning.
Session du mardi complète, basculer sur la session du jeudi."""

NOTES_B = """Appel entrant de {full}, rappeler vendredi matin au {phone}.
{mme} demande un duplicata de facture à l'adresse {email}.
Livraison au {addr}, interphone B12.
La ligne {phone2} ne répond plus ; essayer le portable {phone}.
{o.full} a repris le portefeuille, prévenir {mme}.
Inscrit{e} par erreur à la place de {o.lastfirst}.
Nouvelle adresse mail : {email} (l'ancienne est fermée)
{caps} RECLAME SON ATTESTATION DE STAGE
{lower} : accès coupé depuis lundi, login {login}
Parrainage : {o.mmefull} recommande {full}.
Entretien annuel mené avec {initials}, compte rendu à suivre.
Contact d'urgence : {o.full}, {o.phone}
Facturer {mmefull}, {addr}, et non la société.
{first} viendra avec {o.first}, prévoir deux badges.
Prière d'envoyer le contrat signé à {o.email} avec copie à {email}
{Il} est né{e} le {birth} et remplit les conditions du CPF.
Coordonnées bancaires transmises : {iban}
Le numéro de sécurité sociale {nir} a été refusé par l'OPCO.
Dégât des eaux chez {mme}, session reportée sine die.
{lastfirst} et {o.lastfirst} : covoiturage depuis {city}.
Réunion houleuse : {o.last} et {last} ne veulent plus travailler ensemble.
{mmecaps} - relance 3 - contentieux à envisager
Laisser les clés à {initial} en fin de journée.
Régime sans sel pour {o.first}, végétarien pour {first}.
Le compte {login} appartient en réalité à {o.full}.
Message vocal : "ici {full}, mon numéro est le {phone}, merci".
Pièce d'identité de {mmefull} illisible, redemander un scan.
{first} {last} ? ou bien {o.full} ? la feuille d'émargement est ambiguë
Arrivée tardive de {o.mme}, {full} a pris des notes pour deux.
À l'attention de {mmefull} - confidentiel.
Le fils de {mme} suit aussi le cours du soir.
Mutation prévue à {o.city}, dossier suivi ensuite par {o.mme}.
Demande d'effacement reçue de {email}, à traiter sous un mois !
Fiche à rapprocher de {o.id} : même personne ?
Visite médicale de {full} le 3 avril, apte avec aménagement de poste.
Avis de {lower}, stagiaire : "formateur au top, salle glaciale".
Carte perdue par {o.caps}, opposition faite.
Merci de ne communiquer le {phone} à personne.
Tutorat : {full} accompagne {o.mmefull} jusqu'en décembre.
Colis déposé chez la voisine, {o.mme}, {o.addr}.
{mme} (ex-collègue de {o.initial}) négocie une remise de 5 %.
Le chèque est au nom de {o.caps}, pas de {caps}.
Connexion suspecte sur {o.login} puis {login}, alerter la DSI.
Surnommé{e} "{first}" par tous, mais l'état civil indique {lastfirst}.
Appeler avant 9h : {phone} ou {o.phone} (assistante, {o.full})."""

CLEAR_B = """Rien à signaler.
Commande conforme, livrée dans les délais.
Souhaite recevoir le catalogue d'automne.
Paiement en trois fois accepté.
Niveau anglais B2 confirmé par le test.
Préférence pour la classe virtuelle, le midi.
Le groupe du vendredi est complet.
Attend l'accord de l'OPCO.
Remise de 10 % appliquée sur le pack bureautique.
Accès PMR vérifié, ascenseur en service.
Matériel prêté : un casque, une tablette.
Paris ou distanciel, au choix du client.
Olivier et lavande à commander pour la terrasse.
Martin-pêcheur : nom de code du projet interne."""

STAFF_NOTES = """Penser à relancer {full} avant la fin du mois (vu avec {o.full}).
{mme} conteste la note de l'examen, dossier sensible.
Accord verbal pour reconduire {o.full} comme intervenant.
Attention, {caps} est en procédure avec son employeur.
Remboursement promis à {lastfirst}, voir {email}.
Ne plus inscrire {full} et {o.full} dans le même groupe.
Appeler l'épouse de {mme} au {phone} en cas de problème.
RAS sur la semaine.
Salle 4 en travaux jusqu'au 20."""

STAFF_NOTES_EN = """Follow up with {full} before the end of the quarter.
{o.full} covers for {full} until further notice.
Complaint received from {email}, escalated.
Call back {lower} on {phone}.
Room 12 is unavailable in March.
Certificate reissued in the name of {caps}.
Nothing to report this week."""

LOG_EVENTS = """INFO  [auth] login ok user={login} ip={ip}
WARN  [auth] bad password user={login} ip={ip} tries=3
INFO  [mail] convocation envoyée à {email} ({name})
DEBUG [reset] token={secret} for {email}
ERROR [crm] fiche {id} : adresse invalide pour {name}
INFO  [api] GET /clients/{id} 200 12ms {ip}
INFO  [sms] rappel au {phone} statut=OK
INFO  [job] sauvegarde terminée en 418 s
WARN  [db] pool saturé, 32 connexions, attente 250 ms"""


def sentences(block: str) -> list[str]:
    """One sentence per line."""
    return block.split("\n")
