"""The page that tells a provider how to check a compliance pack with ssh-keygen and sha256sum alone."""

from sampler.documents.catalogue import translator
from sampler.documents.certificate import labels
from sampler.documents.html import render_html
from sampler.documents.page import Block, Cell, Code, Fact, Facts, Page, Prose

VERIFY = "ssh-keygen -Y verify -f allowed_signers -I sampler -n sampler"
KEY = "ssh-keygen -l -f signer.pub"
SUMS = rf"""{VERIFY} -s SHA256SUMS.sig < SHA256SUMS
sha256sum -c SHA256SUMS
find . -type f ! -path './SHA256SUMS*' | cut -c3- | while read -r file; do
  grep -q "^[0-9a-f]*  $file\$" SHA256SUMS || echo "BAD $file: not in the list"
done"""
SIGNED = f"""for file in receipts/*.json certificates/*.json ledger/head.json; do
  [ -e "$file" ] || continue
  {VERIFY} -s "$file.sig" < "$file" || echo "BAD $file"
done"""
CHAIN = """prefix=73616d706c65722d6c65646765722d763100
chain=$(cut -d' ' -f1 ledger/chain-id.txt)
prev=0000000000000000000000000000000000000000000000000000000000000000
while read -r seq before body hash; do
  [ "$before" = "$prev" ] || echo "BAD event $seq: not linked to the one before"
  bytes=$(printf '%s%s%016x%s%s' "$prefix" "$chain" "$seq" "$before" "$body" | sed 's/../\\\\x&/g')
  [ "$(printf "$bytes" | sha256sum | cut -d' ' -f1)" = "$hash" ] || echo "BAD event $seq: wrong hash"
  prev=$hash last=$seq
done < ledger/chain.txt
echo "head $last:$prev\""""
EVENTS = """(cd ledger/events && sha256sum -c ../events.sha256)
while read -r digest name; do
  grep -q "^${name%.event} [0-9a-f]* $digest " ledger/chain.txt || echo "BAD $name: not in the chain"
done < ledger/events.sha256"""
ANCHORS = """grep -h -o '"anchor":"[0-9]*:[0-9a-f]*"' receipts/*.json certificates/*.json | tr -d '"' |
while IFS=: read -r word seq hash; do
  grep -q "^$seq .* $hash$" ledger/chain.txt && echo "event $seq: OK" || echo "BAD event $seq: missing"
done"""
STEPS = (
    *(("key", KEY), ("sums", SUMS), ("signed", SIGNED), ("chain", CHAIN), ("events", EVENTS)),
    ("anchors", ANCHORS),
)


def verifying_page(deal: str, lang: str, *, provider: str, signer: str, anchor: str, at: str) -> bytes:
    """The page as HTML; its commands run in bash in the unzipped pack, and print BAD for what is wrong.

    Raises:
        UsageError: an unknown language.
    """
    words = translator(lang)
    blocks: list[Block] = []
    for number, (name, text) in enumerate(STEPS, 1):
        title = words("verifying.step", n=words.number(number), title=words(f"verifying.{name}.title"))
        blocks += [Prose(title, ()), Code(words(f"verifying.{name}.what"), tuple(text.splitlines()))]
    facts = (
        Fact(words("proof.signer"), Cell(signer, code=True), wide=True),
        Fact(words("proof.anchor"), Cell(anchor, code=True), wide=True),
    )
    limits = tuple(Cell(words(f"verifying.limit.{name}")) for name in ("withheld", "self", "copies"))
    page = Page(
        lang=lang,
        title=words("verifying.title"),
        number=deal,
        issued=words("report.issued", when=words.moment(at)),
        banner=None,
        lead=words("verifying.lead", provider=provider or words("not-stated"), deal=deal),
        blocks=(*blocks, Prose(words("verifying.limits"), limits, bullets=True), Facts("", facts)),
        footer=words("footer", id=deal, anchor=anchor),
        labels=labels(words),
    )
    return render_html("page", page.to_data())
