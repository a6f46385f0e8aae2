"""MeSH qualifiers: their two letters and their names."""

from __future__ import annotations

from aetia.corpus.folding import normal

_TABLE = """
aa analogs & derivatives
ab abnormalities
ad administration & dosage
ae adverse effects
ag agonists
ah anatomy & histology
ai antagonists & inhibitors
an analysis
bi biosynthesis
bl blood
bs blood supply
cf cerebrospinal fluid
ch chemistry
ci chemically induced
cl classification
cn congenital
co complications
cs chemical synthesis
ct contraindications
cy cytology
de drug effects
df deficiency
dg diagnostic imaging
dh diet therapy
di diagnosis
dt drug therapy
ec economics
ed education
eh ethnology
em embryology
en enzymology
ep epidemiology
es ethics
et etiology
gd growth & development
ge genetics
hi history
im immunology
in injuries
ip isolation & purification
ir innervation
is instrumentation
lj legislation & jurisprudence
ma manpower
me metabolism
mi microbiology
mo mortality
mt methods
nu nursing
og organization & administration
pa pathology
pc prevention & control
pd pharmacology
ph physiology
pk pharmacokinetics
po poisoning
pp physiopathology
ps parasitology
px psychology
py pathogenicity
ra radiography
re radiation effects
rh rehabilitation
ri radionuclide imaging
rt radiotherapy
sc secondary
sd supply & distribution
se secretion
sn statistics & numerical data
st standards
su surgery
td trends
th therapy
tm transmission
to toxicity
tr transplantation
tu therapeutic use
ul ultrastructure
ur urine
us ultrasonography
ut utilization
ve veterinary
vi virology
"""
_NAMES = {line[:2]: normal(line[3:]) for line in _TABLE.strip().splitlines()}


def qualifier_of(text: str) -> str:
    """A qualifier as it is looked up, from its name or its two letters; ``and`` may stand for ``&``."""
    words = normal(text)
    return _NAMES.get(words, words.replace(" and ", " "))
