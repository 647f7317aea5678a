"""Every rule of the policy: what it says, how it is kept, by which commands, and which test proves it.

docs/policy.md is made of this; a test makes sure that each named command and test exists.
"""

from dataclasses import dataclass

from sampler.policy.rules import RULES

GATE, COMMAND, ORGANISATION = "gate", "command", "declared"


@dataclass(frozen=True, slots=True)
class Row:
    """One rule. `how`: refused at the gate, kept by a command, or only declared."""

    id: str
    how: str
    commands: tuple[str, ...]
    test: str = ""
    says: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        if (self.how == GATE) != (self.id in RULES) or not (self.says or self.id in RULES):
            raise ValueError(f"{self.id} is not the kind of rule that its row says")
        if (self.how in (GATE, COMMAND)) != bool(self.test):
            raise ValueError(f"{self.id} is kept and proved, or neither")


def _gate(rule: str, commands: str, test: str, note: str = "") -> Row:
    return Row(rule, GATE, tuple(commands.split(", ")), _path(rule, test), RULES[rule].says, note)


def _kept(rule: str, commands: str, test: str, says: str, note: str = "") -> Row:
    return Row(rule, COMMAND, tuple(commands.split(", ")), _path(rule, test), says, note)


def _path(rule: str, test: str) -> str:
    family, number = rule.lower().split("-")
    return f"tests/policy/test_{family}.py::test_{family}_{number}_{test}"


TABLE: tuple[Row, ...] = (
    _gate("EDU-1", "ingest", "a_public_channel_is_refused_and_a_private_one_taken"),
    _gate("EDU-2", "ingest, pack", "a_large_clear_sample_is_refused_or_taken_as_a_breach"),
    _gate("EDU-3", "ingest, pack", "a_group_mailing_is_refused_and_one_person_taken"),
    _gate(
        "EDU-4",
        "load, export, open, pack",
        "another_environment_needs_the_providers_authorization",
    ),
    _gate(
        "EDU-5",
        "init, load, export, open, pack, environment add",
        "a_published_place_is_refused_and_a_local_one_taken",
    ),
    _gate(
        "EDU-6",
        "ingest, detect, sanitize, pack, open, load, export, deal extend, hunt, destroy, enforce",
        "after_the_end_nothing_begins_until_an_extension",
    ),
    _gate(
        "EDU-7",
        "detect, sanitize, load, export, pack, open",
        "an_undertaking_that_ran_out_stops_work_on_sanitized_data_too",
    ),
    _gate(
        "EDU-8",
        "deal close, load, export, pack, return",
        "a_won_deal_is_the_customers_unless_authorized",
        "a hand-over to operations or a return ends pre-sales on record",
    ),
    _gate("EDU-9", "return", "the_data_goes_back_to_the_providers_people_only"),
    _gate("EDU-10", "deal close, return, pack", "in_the_period_of_grace_only_the_provider_is_served"),
    _gate("JUN-1", "deal open, deal extend, deal close", "a_trial_that_is_too_long_is_refused"),
    _kept(
        "JUN-2",
        "report processing",
        "the_record_of_processing_says_what_for_whom_and_until_when",
        "a record of processing per provider (GDPR Art. 30)",
    ),
    _gate(
        "JUN-3",
        "deal open, deal close, deal dispose, destroy, rest choose",
        "a_rest_is_kept_only_as_the_provider_chose_and_without_identities",
    ),
    _gate("JUN-4", "pack, load, export", "raw_data_is_for_development_only_when_authorized"),
    _kept(
        "JUN-5",
        "sanitize",
        "a_column_without_a_rule_stops_the_recipe_and_dropping_it_lifts_that",
        "data that is not needed is dropped or replaced: no column passes without a rule",
    ),
    _gate("JUN-6", "authorization record", "an_authorization_without_evidence_is_none"),
    _gate("JUN-7", "access review, grant give, enforce", "an_overdue_review_alarms_and_stops_new_grants"),
    _kept(
        "JUN-8",
        "report compliance, certificate verify, receipt verify",
        "the_provider_gets_every_document_and_can_check_them",
        "the provider gets all documents of a deal, checkable without sampler",
    ),
    _kept(
        "JUN-9",
        "return",
        "what_goes_back_is_the_same_files_and_an_export_in_open_formats",
        "data is reversible and portable, in open formats",
    ),
    _gate("IJO-1", "init, environment add, load, export", "a_country_that_is_not_allowed_is_refused"),
    _gate("IJO-2", "init, load, export, open, pack", "a_removable_medium_is_refused"),
    _gate("IJO-3", "grant give, grant withdraw", "without_a_grant_nothing_and_with_one_this_act_only"),
    _kept(
        "IJO-4",
        "ledger verify",
        "refusals_are_on_the_ledger_and_an_edited_row_is_found_at_once",
        "access and administration leave a tamper-evident trail, refusals too",
    ),
    _gate(
        "IJO-5",
        "incident open, incident notify, incident close, enforce",
        "a_late_notice_alarms_and_stops_the_closing",
    ),
    _kept(
        "IJO-6",
        "where",
        "the_provider_can_know_where_every_copy_is",
        "the customer can know where and how their data is kept",
    ),
    _gate("IJO-7", "disclosure record", "a_disclosure_without_basis_scope_or_notice_is_refused"),
    _gate("IJO-8", "hold place, hold release, request open", "a_frozen_deal_allows_nothing_until_released"),
    _gate("IJO-9", "grant give, custodian undertake", "no_grant_without_an_undertaking"),
    _gate("IUN-1", "deal restrict", "only_named_custodians_work_on_a_restricted_deal"),
    _kept(
        "IUN-2",
        "sanitize",
        "what_links_surrogates_to_people_lies_in_the_vault_only",
        "identities are kept apart: what links them to surrogates lies in the vault only",
    ),
    _kept(
        "IUN-3",
        "ingest, pack",
        "samples_lie_encrypted_and_leave_encrypted",
        "data is encrypted in transit and at rest",
        "TLS to a team registry comes with that registry",
    ),
    _gate("IUN-4", "pack, load, export", "a_failed_audit_blocks_sharing_until_a_recipe_passes"),
    _gate("USR-1", "custodian leave", "a_role_limits_acts_and_leaving_ends_them"),
    _gate("USR-2", "init", "a_weak_passphrase_is_refused_and_a_strong_one_taken"),
    _gate("USR-3", "open, access unlock", "wrong_passphrases_slow_down_then_lock_on_record"),
    _kept(
        "USR-4",
        "pack, export",
        "what_is_exchanged_is_encrypted_and_no_portable_device_gets_it",
        "exchanges are encrypted, and portable devices get nothing",
    ),
    _kept(
        "USR-5",
        "ledger export",
        "the_ledger_leaves_as_json_lines_and_syslog_without_names",
        "traces are centralised: one ledger, exported to a collector",
    ),
    _gate("USR-6", "copy attest", "a_disposal_without_a_method_is_refused"),
    _kept(
        "USR-7",
        "environment add, environment list",
        "environments_are_an_inventory",
        "an inventory of environments and media, with who answers and the last check",
    ),
    _kept(
        "USR-8",
        "doctor",
        "the_doctor_says_what_fails_and_what_could_not_be_checked",
        "measures are evaluated: the installation against this policy",
    ),
    Row(
        "USR-9",
        ORGANISATION,
        ("declaration record",),
        "",
        "premises, guards, alarm, power, fire",
        "premises are no matter of a program; the destruction issue's compliance pack quotes what is said",
    ),
)
