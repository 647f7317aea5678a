"""Name, place and company lists of the invented deliveries: two disjoint casts, A and B.

Places are real communes with their postcodes; streets, companies and the people at them are invented.
"""

from dataclasses import dataclass


def _listed(block: str) -> list[str]:
    return block.strip("\n").replace("\n", "|").split("|")


SURNAMES_A = _listed("""
Martin|Bernard|Dubois|Thomas|Robert|Richard|Petit|Durand|Leroy|Moreau|Simon|Laurent|Lefebvre|Michel|Garcia
David|Bertrand|Roux|Vincent|Fournier|Morel|Girard|André|Lefèvre|Mercier|Dupont|Lambert|Bonnet|François
Martinez|Legrand|Garnier|Faure|Rousseau|Blanc|Guérin|Muller|Henry|Roussel|Nicolas|Perrin|Morin|Mathieu
Clément|Gauthier|Dumont|Lopez|Fontaine|Chevalier|Robin|Masson|Sanchez|Gérard|Nguyen|Boyer|Denis|Lemaire
Duval|Joly|Gautier|Roger|Roche|Roy|Noël|Meyer|Lucas|Meunier|Jean|Perez|Marchand|Dufour|Blanchard|Marie
Barbier|Brun|Dumas|Brunet|Schmitt|Leroux|Colin|Fernandez|Béchard|Maçon|Cœurdevey|Pélissier|Hédouin|Châtelain
Ménard|Boëdec|Gaëtani|Le Goff|Le Bihan|Le Roux|La Rivière|Du Chesne|de La Tour|de Kerangal|de Saint-Aubin
d'Aubigny|d'Estrées|des Rieux|von Arnsberg|Van den Broucke|Ben Slimane|El Khattabi|N'Guessan|M'Barek
D'Angelo|L'Hostis|L'Hermitte|Martin-Lagarde|Dupuis-Verney|Petit-Jean|Saint-Martin|Roux-Ferrand|Lebrun-Masset
Garcia-Pons|Costa Pereira|Da Silva Rocha|Zwingelberg|Quérangal|Wattecamps|Ouvrardeau|Yvinec-Bodart|Trébuquel
Xaintrigues|Abrivard|Ploumenoir|Crouzilhac|Hazebroucq|Bizouarnais|Vandeputteau|Szczepanowicz|Okonjoura
Razafindrabe|Tchikayou|Goudouneix
""")

FIRST_F_A = _listed("""
Marie|Nathalie|Isabelle|Catherine|Sylvie|Valérie|Sandrine|Christine|Monique|Stéphanie|Céline|Julie|Aurélie
Émilie|Camille|Léa|Manon|Chloé|Sarah|Laura|Pauline|Mathilde|Lucie|Charlotte|Claire|Hélène|Françoise|Brigitte
Véronique|Martine|Jacqueline|Anne|Élodie|Audrey|Laetitia|Virginie|Rose|Océane|Inès|Fatima|Khadija|Aminata
Solange|Maëlle|Gwenaëlle|Bérengère|Anne-Marie|Marie-Claude|Marie-Laure|Anne-Sophie|Marie-Thérèse|Lou-Ann
Thaïs
""")

FIRST_M_A = _listed("""
Jean|Pierre|Michel|André|Philippe|Alain|Bernard|Patrick|Nicolas|Christophe|Laurent|Frédéric|Éric|Stéphane
David|Sébastien|Julien|Olivier|Pascal|Thierry|Thomas|Alexandre|Kévin|Antoine|Maxime|Guillaume|Romain|Hugo
Lucas|Théo|Louis|Gabriel|Mohamed|Karim|Mehdi|Ousmane|Loïc|Yann|Joël|Gérard|Raphaël|Benoît|François|Clément
Damien|Jean-Pierre|Jean-François|Jean-Luc|Jean-Baptiste|Pierre-Yves|Marc-Antoine|Paul-Henri|Côme|Evrard
""")

SURNAMES_B = _listed("""
Legros|Carpentier|Besson|Renard|Arnaud|Rolland|Caron|Aubert|Giraud|Leclerc|Vidal|Bourgeois|Renaud|Lemoine
Picard|Gaillard|Philippe|Leclercq|Lacroix|Fabre|Dupuis|Olivier|Rodriguez|Da Silva|Hubert|Louis|Charles
Guillot|Rivière|Le Gall|Guillaume|Adam|Rey|Moulin|Gonzalez|Berger|Lecomte|Menard-Roux|Fleury|Deschamps
Carrier|Julien|Benoit|Paris|Maillard|Marchal|Aubry|Vasseur|Le Berre|Renault|Jacquet|Collet|Prévost|Poirier
Charpentier|Royer|Huet|Baron|Dupuy|Pons|Paul|Lainé|Carre|Breton|Rémy|Schneider|Perrot|Guyot|Barré|Millet
Cordier|Bailly|Hervé|Langlois|Gilles|Smith|Taylor|Walker|O'Brien|McKenna|Fitzwilliam|Whitcombe|Müller-Lang
Schäfer|Götz|van der Linden|Van Acker|de Vries|di Stefano|De Luca|Dvořák|Łukasik|Şahin|Ionescu|Nuñez
Gonçalves|Traoré|Diallo|Ndiaye|Benali|Haddad|Chen|Trần|Le Floc'h|Cozic'h|d'Ornellas|de Montbray|du Vallon
de La Roque|L'Excellent|N'Diaye-Sow|Aït Oufella|Bel Hadj|Leclerc-Voisin|Besson-Mallet|Caron-Dubreuil
Saint-Rémy|Rey-Pailhade|Picard-Lunel|Bouzigou|Ehrenspacher|Kerjouanno|Tourtebize|Malvezin|Grospelier
Pouydebat|Wierzbalski|Etcheverrigaray|Gastambideau|Zilberfarber|Quinquandon|Voituriez-Lam|Huchonnet
Jouffrault|Nicollazeau|Oyharçarena|Upravitel|Yonkeu|Ibarrategui
""")

FIRST_F_B = _listed("""
Emma|Alice|Jade|Louise|Lina|Juliette|Zoé|Agathe|Margaux|Clémence|Justine|Morgane|Marine|Amandine|Mélanie
Delphine|Karine|Florence|Agnès|Béatrice|Cécile|Danielle|Élisabeth|Geneviève|Colette|Simone|Ginette|Yvonne
Odile|Corinne|Patricia|Muriel|Noémie|Ophélie|Priscilla|Rachel|Samira|Yasmine|Aïcha|Mariam|Emily|Olivia|Grace
Megan|Heather|Zdenka|Ewa|Linh|Anne-Lise|Marie-Hélène|Marie-Pierre|Rose-Marie|Mary-Ann
""")

FIRST_M_B = _listed("""
Arthur|Jules|Adam|Léo|Gabin|Nathan|Enzo|Paul|Victor|Martin|Simon|Quentin|Florian|Baptiste|Valentin|Corentin
Dylan|Jérémy|Mickaël|Cédric|Fabrice|Franck|Bruno|Didier|Dominique|Jacques|Claude|Roger|Marcel|René|Robert
Henri|Georges|Maurice|Lucien|Gilles|Serge|Rémi|Tristan|Gaël|Erwan|Malo|Ibrahim|Youssef|Amadou|James|Oliver
Patrice|Liam|Łukasz|Jiří|Jean-Marc|Jean-Paul|Jean-Philippe|Pierre-Louis|Charles-Édouard|Louis-Marie
""")

CITIES_A = _listed("""
35000 Rennes|69003 Lyon|59000 Lille|44000 Nantes|33000 Bordeaux|13006 Marseille|31000 Toulouse
67000 Strasbourg|75011 Paris|75018 Paris|06000 Nice|34000 Montpellier|51100 Reims|42000 Saint-Étienne
83000 Toulon|38000 Grenoble|21000 Dijon|49000 Angers|30000 Nîmes|63000 Clermont-Ferrand|72000 Le Mans
13100 Aix-en-Provence|29200 Brest|37000 Tours|80000 Amiens|87000 Limoges|74000 Annecy|66000 Perpignan
57000 Metz|25000 Besançon|45000 Orléans|29000 Quimper|56100 Lorient|22300 Lannion|12000 Rodez|15000 Aurillac
05000 Gap|20000 Ajaccio|88100 Saint-Dié-des-Vosges|01000 Bourg-en-Bresse
""")

CITIES_B = _listed("""
76600 Le Havre|76000 Rouen|14000 Caen|50100 Cherbourg-en-Cotentin|54000 Nancy|68100 Mulhouse|68000 Colmar
90000 Belfort|59140 Dunkerque|62100 Calais|62000 Arras|02100 Saint-Quentin|60000 Beauvais|94000 Créteil
93100 Montreuil|92100 Boulogne-Billancourt|78000 Versailles|95000 Cergy|91000 Évry-Courcouronnes|77000 Melun
86000 Poitiers|17000 La Rochelle|79000 Niort|64000 Pau|64100 Bayonne|65000 Tarbes|47000 Agen|81000 Albi
11000 Carcassonne|84000 Avignon|26000 Valence|73000 Chambéry|71000 Mâcon|58000 Nevers|18000 Bourges
41000 Blois|28000 Chartres|61000 Alençon|53000 Laval|16000 Angoulême
""")

STREETS_A = _listed("""
rue des Lilas|avenue Jean Jaurès|rue de la République|place de l'Église|chemin du Moulin|boulevard Gambetta
impasse des Acacias|rue du 8 Mai 1945|allée des Tilleuls|rue Victor Hugo|route de Paris|quai de la Loire
rue Pasteur|lotissement Les Coteaux|rue de l'Abbé Grégoire|cours Lafayette|square des Peupliers
rue Émile Zola|venelle du Four|rue Saint-Michel|avenue du Général Leclerc|rue des Écoles
chemin de la Croix Blanche|résidence Le Parc
""")

STREETS_B = _listed("""
rue du Faubourg Saint-Denis|avenue de Verdun|rue des Jardiniers|sentier des Vignes|rue Marcel Pagnol
place du Marché|rue de Strasbourg|boulevard de la Liberté|ruelle aux Loups|rue George Sand
avenue des Platanes|rue du Vieux Puits|chemin des Sources|rue Louise Michel|passage du Commerce
hameau de Kerbihan|rue du Stade|route de Dieppe|rue Jacques Brel|allée Colbert|montée de la Citadelle
rue de l'Égalité
""")

COMPANIES_A = _listed("""
Acme Formation|Boulangerie du Vieux Port|Transports Kerlann|Menuiserie Boisclair|Cabinet Orféa Conseil
Clinique des Trois Vallées|Groupe Scolaire Sainte-Odile|Imprimerie Novatype|Garage de la Gare
Pharmacie des Halles|Coopérative Agri-Loire|Hôtel Beau Rivage|Assurances Mutualia Ouest|Électricité Voltaris
Bureau d'études Hydréa|Librairie La Plume|Association Horizon Emploi|Fonderie Martelain|Nettoyage Éclat Plus
Laboratoire Biolys
""")

COMPANIES_B = _listed("""
Northwind Learning France|Sogelec Industrie|Les Ateliers du Cuir|Mairie de Valbrune|Fruits & Primeurs Dalmas
Logistique Portuaire Estuaire|Cabinet Vétérinaire du Lac|Studio Graphique Pixéo|Blue Heron Consulting
Maçonnerie Générale Ostrel|Crèche Les Petits Pas|Opéra de Province|Distillerie Sainte-Cyre|Optique Lumen
Agence Immo Littoral|Textiles Réunis|Centre Hospitalier de Montfaur|Cyclotech|Ferme des Quatre Vents
""")


@dataclass(frozen=True, slots=True)
class Names:
    """What one style draws its people from."""

    surnames: list[str]
    first_f: list[str]
    first_m: list[str]
    cities: list[str]
    streets: list[str]
    companies: list[str]
    mail_hosts: tuple[str, ...]


NAMES = {
    "A": Names(
        SURNAMES_A,
        FIRST_F_A,
        FIRST_M_A,
        CITIES_A,
        STREETS_A,
        COMPANIES_A,
        ("gmail.example", "orange.example", "free.example", "laposte.example", "hotmail.example"),
    ),
    "B": Names(
        SURNAMES_B,
        FIRST_F_B,
        FIRST_M_B,
        CITIES_B,
        STREETS_B,
        COMPANIES_B,
        ("outlook.example", "sfr.example", "proton.example", "yahoo.example", "mail.example"),
    ),
}
