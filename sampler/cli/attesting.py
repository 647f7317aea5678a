"""What to type to give a person's word for a copy that sampler can't see gone."""

import shlex

from sampler.custody.session import Session


def attest_hint(session: Session, copy: str, by: str = "") -> str:
    """A command that can be pasted: `by`, else who acts, gives the word, and is asked for the method.

    How the copy was destroyed is what only they know: no hint puts words into their mouth.
    """
    me = session.registry.details("person", session.actor)
    word = by or f"{me.get('name', '')} <{me.get('email', '')}>"
    return f"sampler copy attest {copy} --by {shlex.quote(word)}"
