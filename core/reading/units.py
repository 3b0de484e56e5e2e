"""The units of materials: codes, the words that mean them, and how sure a word makes us.

Imports the standard library only; used by `quantities`. Wording prints a unit by its code.
"""

from collections.abc import Mapping
from typing import Literal

Unit = Literal[
    "piece", "m", "cm", "mm", "kg", "g", "l", "ml", "m2", "m3", "h", "min", "box", "roll", "bag", "bottle", "pack"
]


def _meaning(words_of: Mapping[Unit, str]) -> dict[str, Unit]:
    return {word: unit for unit, words in words_of.items() for word in words.split()}


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


MEASURES = _meaning(
    {
        "m": "m mètre mètres metre metres meter meters",
        "cm": "cm centimètre centimètres centimetre centimetres centimeter centimeters",
        "mm": "mm millimètre millimètres millimetre millimetres millimeter millimeters",
        "kg": "kg kgs kilo kilos kilogramme kilogrammes kilogram kilograms",
        "g": "g gr gramme grammes gram grams",
        "l": "l litre litres liter liters",
        "ml": "ml millilitre millilitres milliliter milliliters",
        "m2": "m2 m²",
        "m3": "m3 m³",
        "h": "h hr hrs heure heures hour hours",
        "min": "min mn minute minutes",
    }
)
PIECES = _meaning({"piece": "pc pcs pce pces pièce pièces piece pieces unité unités unite unites unit units u"})
# The singular needs "de" or "of" after it: a box spanner is not a box, a sac à dos not a sac.
ONE_CONTAINER = _meaning(
    {
        "box": "boîte boite bte box",
        "roll": "rouleau rlx roll",
        "bag": "sac sachet bag",
        "bottle": "bouteille bottle",
        "pack": "paquet lot pack",
    }
)
CONTAINERS = _meaning(
    {
        "box": "boîtes boites btes boxes",
        "roll": "rouleaux rolls",
        "bag": "sacs sachets bags",
        "bottle": "bouteilles bottles",
        "pack": "paquets lots packs",
    }
)
UNIT_OF: dict[str, Unit] = MEASURES | PIECES | ONE_CONTAINER | CONTAINERS

# Capitals that are names of things rather than units: M6, cable 3G1.5.
NOT_UNITS = frozenset({"M", "G", "H", "U", "MM"})

# What is sold by weight or volume: "R32 1,2 kg" is a quantity, "extincteur 6 kg" is a name.
BULK = _words(
    "fluide fluid réfrigérant refrigerant gaz gas huile oil glycol azote nitrogen eau water graisse grease peinture"
    " paint ciment cement sel salt plâtre platre mortier mortar sable sand colle glue détartrant detartrant"
)
LABOUR = _words("oeuvre d'oeuvre d’oeuvre œuvre d'œuvre d’œuvre mo labour labor travail déplacement travel")

# After a bare number these make a name: "3 way valve", "2 en 1", "2 pole breaker".
NOT_COUNTED = _words(
    "way ways voie voies en in pole poles pôle pôles phase phases fil fils brin brins temps stroke port ports core"
    " cores conducteur conducteurs étage étages stage stages zone zones bar bars volt volts watt watts amp amps"
    " ampère ampères ampere amperes ohm ohms pouce pouces inch inches foot feet pied pieds degré degrés degree degrees"
    " btu kva mah rpm tours vitesses vitesse speed fois times pour points point pans dents psi micron"
    " microns jour jours day days mois month months an ans year years"
)
# Before a measure these make it a property: "échelle de 3 m", "60 x 60 cm", "longueur 2 m".
OF_A_PROPERTY = _words(
    "à a de d' of x × * h ht haut hauteur height l long longueur length large largeur width ep épaisseur dn ø diam"
    " diamètre par per sur at by jusqu'à max mini maxi min portée profondeur"
)
