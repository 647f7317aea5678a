"""The closed list of entity types: what a recipe may name; each has a surrogate of its own kind."""

DATES = ("BIRTH_DATE", "DATE_TIME")  # shifted, all by the same number of days
WORDS = ("COUNTRY", "GENDER", "TITLE")  # there is no list to draw from: a token of the same shape
ENTITY_TYPES = (
    *("PERSON", "FIRST_NAME", "LAST_NAME", "EMAIL_ADDRESS", "USERNAME", "PHONE_NUMBER"),
    *("FR_NIR", "FR_SIREN", "FR_SIRET", "FR_VAT", "IBAN_CODE", "FR_RIB", "CREDIT_CARD"),
    *("ADDRESS", "POSTCODE", "CITY", "FR_INSEE"),
    *DATES,
    *("IP_ADDRESS", "MAC_ADDRESS", "URL", "ORGANIZATION", "SECRET", "ID"),
    *WORDS,
)
