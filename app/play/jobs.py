"""What there is to do in each trade, for the play. Invented. Used by `cast`."""

from dataclasses import dataclass

from core.people import Language


@dataclass(frozen=True)
class Job:
    """A mission, the work done, an anomaly, what remains, and materials: what is typed, and the name as printed."""

    mission: str
    work: str
    anomaly: str
    remains: str
    materials: tuple[tuple[str, str], ...]


JOBS: dict[Language, dict[str, Job]] = {
    "fr": {
        "cooling": Job(
            "Groupe froid en panne depuis hier soir",
            "Condensateur nettoyé, pressostat remplacé, essai de marche concluant",
            "Isolant de la ligne liquide arraché",
            "Reste à poser le joint de porte commandé",
            (("2 x filtre 20µ", "filtre 20µ"), ("3,5 m tube cuivre", "tube cuivre")),
        ),
        "plumbing": Job(
            "Fuite sous l’évier de la cuisine",
            "Siphon et joints remplacés, réseau remis en eau et contrôlé",
            "Robinet d’arrêt grippé",
            "Reste à changer le robinet d’arrêt commandé",
            (("1 x siphon laiton", "siphon laiton"), ("2 x joint 3/4", "joint 3/4")),
        ),
        "electricity": Job(
            "Le différentiel de l’atelier saute tous les matins",
            "Circuits essayés un à un, prise humide remplacée, isolement remesuré",
            "Conducteurs dénudés dans une boîte ouverte",
            "Reste à poser le disjoncteur commandé",
            (("1 x prise étanche", "prise étanche"), ("4 m câble 3G2,5", "câble 3G2,5")),
        ),
        "telecoms": Job(
            "Plus d’internet depuis les travaux dans la rue",
            "Câble repris jusqu’à la prise, connecteurs nettoyés, débits mesurés",
            "Fourreau écrasé dans la cour",
            "Reste à reprendre le fourreau",
            (("25 m câble optique", "câble optique"), ("1 x prise terminale", "prise terminale")),
        ),
        "landscaping": Job(
            "Entretien d’automne du parc",
            "Allées nettoyées, massifs taillés, feuilles ramassées",
            "Branche morte au-dessus du banc",
            "Reste à abattre la branche morte avec la nacelle",
            (("3 sacs de terreau", "terreau"), ("2 x tuteur", "tuteur")),
        ),
        "it": Job(
            "Poste de la comptabilité très lent",
            "Disque remplacé, système remis en place, impression essayée",
            "Prise réseau arrachée derrière le bureau",
            "Reste à remplacer l’écran commandé",
            (("1 x disque 500 Go", "disque 500 Go"), ("2 x cordon réseau", "cordon réseau")),
        ),
        "cleaning": Job(
            "Remise en état après les peintures",
            "Sols décapés, vitres et plinthes nettoyées, poussières aspirées",
            "Dalle de faux plafond tachée",
            "Reste à faire la cage d’escalier",
            (("5 l de décapant", "décapant"), ("2 x disque abrasif", "disque abrasif")),
        ),
        "security": Job(
            "Visite semestrielle des moyens de secours",
            "Tour complet fait avec le gardien, appareils vérifiés et étiquetés",
            "Ferme-porte coupe-feu hors service",
            "Reste à remplacer deux extincteurs commandés",
            (("1 x plaque signalétique", "plaque signalétique"), ("2 x batterie 12 V", "batterie 12 V")),
        ),
        "delivery": Job(
            "Livrer et installer le lave-vaisselle",
            "Appareil monté en cuisine, raccordé et mis de niveau",
            "Sol fissuré sous l’ancien appareil",
            "Reste à livrer le panier manquant",
            (("1 x tuyau de vidange", "tuyau de vidange"), ("1 x colle à joint", "colle à joint")),
        ),
        "maintenance": Job(
            "Contrôle annuel de la porte sectionnelle",
            "Ressorts graissés, galets changés, sécurités essayées",
            "Interrupteur de proximité fendu",
            "Reste à poser le câble commandé",
            (("4 x galet", "galet"), ("1 x bombe de graisse", "bombe de graisse")),
        ),
    },
    "en": {
        "cooling": Job(
            "Chiller down since last night",
            "Condenser cleaned, pressure switch replaced, test run passed",
            "Insulation of the liquid line torn off",
            "The ordered door gasket is still to be fitted",
            (("2 x filter 20µ", "filter 20µ"), ("3.5 m copper tube", "copper tube")),
        ),
        "plumbing": Job(
            "Leak under the kitchen sink",
            "Trap and seals replaced, water back on and checked",
            "Stop valve seized",
            "The ordered stop valve is still to be fitted",
            (("1 x brass trap", "brass trap"), ("2 x 3/4 seal", "3/4 seal")),
        ),
        "electricity": Job(
            "The workshop’s residual current device trips every morning",
            "Circuits tried one by one, damp socket replaced, insulation measured again",
            "Bare conductors in an open box",
            "The ordered circuit breaker is still to be fitted",
            (("1 x sealed socket", "sealed socket"), ("4 m three core cable", "three core cable")),
        ),
        "telecoms": Job(
            "No internet since the works in the street",
            "Cable redone up to the socket, connectors cleaned, rates measured",
            "Duct crushed in the yard",
            "The duct is still to be redone",
            (("25 m optical cable", "optical cable"), ("1 x wall socket", "wall socket")),
        ),
        "landscaping": Job(
            "Autumn upkeep of the park",
            "Paths cleared, beds trimmed, leaves gathered",
            "Dead branch above the bench",
            "The dead branch is still to be taken down from a lift",
            (("3 bags of compost", "compost"), ("2 x stake", "stake")),
        ),
        "it": Job(
            "The accounts office’s computer is very slow",
            "Disk replaced, system put back, printing tried",
            "Network socket torn off behind the desk",
            "The ordered screen is still to be replaced",
            (("1 x disk 500 GB", "disk 500 GB"), ("2 x network lead", "network lead")),
        ),
        "cleaning": Job(
            "Deep clean after the painters",
            "Floors stripped, windows and skirting cleaned, dust removed",
            "Stained ceiling tile",
            "The staircase is still to be done",
            (("5 l of stripper", "stripper"), ("2 x abrasive pad", "abrasive pad")),
        ),
        "security": Job(
            "Half-yearly visit of the fire equipment",
            "Full round with the caretaker, devices checked and labelled",
            "Fire door closer out of order",
            "Two ordered extinguishers are still to be replaced",
            (("1 x sign plate", "sign plate"), ("2 x battery pack", "battery pack")),
        ),
        "delivery": Job(
            "Deliver and install the dishwasher",
            "Machine brought into the kitchen, connected and levelled",
            "Cracked floor under the old machine",
            "The missing basket is still to be delivered",
            (("1 x drain hose", "drain hose"), ("1 x sealant", "sealant")),
        ),
        "maintenance": Job(
            "Yearly check of the sectional door",
            "Springs greased, rollers changed, safety devices tried",
            "Isolator switch cracked",
            "The ordered cable is still to be fitted",
            (("4 x roller", "roller"), ("1 x grease spray", "grease spray")),
        ),
    },
}
