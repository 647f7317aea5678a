"""Whether this process runs on a build server: its logs and artefacts are read by others."""

from collections.abc import Mapping

VARIABLES = (
    "CI",
    "CONTINUOUS_INTEGRATION",
    "GITHUB_ACTIONS",
    "GITLAB_CI",
    "JENKINS_URL",
    "TEAMCITY_VERSION",
    "CIRCLECI",
    "TRAVIS",
    "BUILDKITE",
    "DRONE",
    "TF_BUILD",
    "BITBUCKET_BUILD_NUMBER",
    "APPVEYOR",
    "CODEBUILD_BUILD_ID",
    "WOODPECKER_CI",
    "CI_SERVER",
)
NO = frozenset({"", "0", "false", "no", "off"})


def on_ci(environment: Mapping[str, str]) -> bool:
    """Say whether one of the usual variables says so."""
    return any(environment.get(name, "").strip().casefold() not in NO for name in VARIABLES)
