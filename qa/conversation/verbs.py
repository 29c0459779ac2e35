"""Verbs of news English: from the past to the base and back, so that a question can be turned round."""

from collections.abc import Sequence

from qa.conversation.words import DETERMINERS, PREPOSITIONS, Word

_IRREGULAR = {
    past: base
    for base, past in (
        pair.split(":")
        for pair in (
            "beat:beat become:became begin:began blow:blew break:broke bring:brought build:built buy:bought catch:caught "
            "choose:chose come:came cut:cut deal:dealt draw:drew drive:drove eat:ate fall:fell feel:felt "
            "fight:fought find:found fly:flew flee:fled freeze:froze forbid:forbade get:got give:gave go:went "
            "grow:grew hear:heard hide:hid hit:hit hold:held hurt:hurt keep:kept know:knew lay:laid lead:led "
            "leave:left lend:lent let:let lose:lost make:made mean:meant meet:met overthrow:overthrew pay:paid "
            "put:put quit:quit read:read ride:rode ring:rang rise:rose run:ran say:said see:saw seek:sought "
            "sell:sold send:sent set:set shake:shook shoot:shot shut:shut sing:sang sink:sank sit:sat "
            "sleep:slept speak:spoke spend:spent spread:spread stand:stood steal:stole strike:struck sue:sued "
            "swear:swore swim:swam take:took teach:taught tell:told think:thought throw:threw "
            "understand:understood wear:wore win:won withdraw:withdrew write:wrote die:died tie:tied lie:lay"
        ).split()
    )
}
_PAST = {base: past for past, base in _IRREGULAR.items()}
_WITH_E = frozenset(
    "accuse achieve acknowledge advise agree announce apologise "
    "apologize approve argue arrive assume attribute base behave believe blame capture care cause cease "
    "challenge change charge chase choose cite close collapse combine compare compete complete compose conclude "
    "continue contribute convince create criticise criticize damage debate declare decline define delete "
    "describe deserve devote dictate distribute divide donate double drive dispute emerge ensure escape "
    "estimate evacuate evaluate execute explode explore expose fire force generate give guarantee guide handle "
    "hire hope ignite imagine improve include increase indicate introduce invade investigate invite involve "
    "isolate issue joke judge leave legalise legalize like live locate lose manage measure motivate move name "
    "negotiate note notice observe operate organise organize persuade place pledge praise prepare produce "
    "promise promote propose prosecute provide pursue quote raise rate realise realize receive recognise "
    "recognize reduce refuse release relocate remove replace require rescue resume resolve retire retrieve rule "
    "sacrifice save schedule score secure seize separate serve settle share solve state strike struggle suppose "
    "surprise survive take tie tolerate translate trade type unite update urge use value vaccinate vote welcome "
    "write wave waste wipe violate endorse injure nominate relate sentence".split()
)
_PLAIN = frozenset(
    "accept act add admit adopt affect aim allow appeal appear appoint arrest ask attack attempt attend award "
    "ban beat belong block board burn call campaign carry certify claim climb collect commit condemn conduct "
    "confirm consider contain control convict cost count crash cross defeat defend delay deliver demand deny "
    "deploy destroy detain develop disappear discover discuss dismiss disrupt do draft drop earn elect employ "
    "end enter expect explain express fail fear fill film follow form found gather greet happen head help host "
    "hunt identify impose insist intend interrupt join jump kill land last launch learn lift limit link list "
    "look love mark matter mention mourn need obtain occur offer open order own paint park pass perform "
    "petition plan plant play point post predict present prevent protest prove publish pull push question reach "
    "record recover reject remain report represent resign respond restrict return reveal roll sign ship sponsor "
    "start stay steer step stop stress succeed suffer suggest support suspect suspend tow talk target test "
    "threaten toll touch track transfer transport travel trap treat "
    "trigger try turn visit wait walk want warn wash watch wish wonder work".split()
)
BASES = frozenset(_PAST) | _PLAIN | _WITH_E
"""Verbs in the base form, as they follow "did"."""
PASTS = frozenset(_IRREGULAR)
"""Irregular pasts, and regular ones that are spelled like them."""
_DOUBLED = frozenset(
    "stopped banned planned dropped trapped shipped stepped permitted admitted committed controlled".split()
)


def base(past: str) -> str | None:
    """The base of a past ("met" -> "meet", "voted" -> "vote"); None where the word is no past that is known."""
    low = past.lower()
    if low in _IRREGULAR:
        return _IRREGULAR[low]
    if len(low) < 5 or not low.endswith("ed"):
        return None
    if low.endswith("ied"):
        return f"{low[:-3]}y"
    if low in _DOUBLED:
        return low[:-3]
    stem = low[:-2]
    if stem in _PLAIN:
        return stem
    if stem[-1] == stem[-2] and stem[-1] in "bdgmnprt" and stem[:-1] not in _WITH_E:
        return stem[:-1]
    ends_in_e = stem[-1] in "cvzu" or stem.endswith(("dg", "rs", "ns", "iz", "ys", "as", "is", "os", "us", "ng"))
    return f"{stem}e" if f"{stem}e" in BASES or ends_in_e else stem


def past(base_form: str) -> str:
    """The past of a base: "meet" -> "met", "vote" -> "voted"."""
    low = base_form.lower()
    if low in _PAST:
        return _PAST[low]
    if low.endswith("e"):
        return f"{low}d"
    if len(low) > 2 and low.endswith("y") and low[-2] not in "aeiou":
        return f"{low[:-1]}ied"
    doubled = f"{low}{low[-1]}ed"
    return doubled if doubled in _DOUBLED else f"{low}ed"


def third(base_form: str) -> str:
    """The third person of a base: "meet" -> "meets", "reach" -> "reaches"."""
    low = base_form.lower()
    if low.endswith("y") and low[-2:-1] not in ("a", "e", "o", "u"):
        return f"{low[:-1]}ies"
    return f"{low}es" if low.endswith(("s", "x", "z", "ch", "sh", "o")) else f"{low}s"


def base_verb(found: Sequence[Word], start: int = 0) -> int | None:
    """The place of the verb that belongs to a "did" before `start`; None where none is known.

    Behind a subject with a name it is the first that may be a verb, else the last before a preposition, for many a noun is
    spelled like a verb: "did the *Kyoto* court *rule*", "does the test kit *cost*".
    """
    last, named = None, False
    for index in range(start, len(found)):
        word = found[index]
        if word.lower in PREPOSITIONS and index > start and last is not None:
            break
        named |= word.is_capital
        noun = index == start or found[index - 1].lower in DETERMINERS
        if word.lower in BASES and not word.is_capital and not noun:
            last = index
            if named:
                break
    return last
