"""Seeded mistakes in the rules, the calendar and the pack, each of which the
tables, the scenarios or the calendar's test have to notice (TAP). A mistake
that nobody notices is printed and fails the run.

mutants.py ROOT BUILD [NUMBER]   NUMBER: only that one, with what noticed it"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import facts
import tables

root, build = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
CC = os.environ.get("CC", "cc")
FLAGS = ["-std=gnu17", "-D_GNU_SOURCE", "-O1", "-I", str(root / "src"),
         "-I", str(root), "-I", str(root / "tests" / "..")]
LIBRARIES = ["-ljansson", "-lcyaml", "-lyaml", "-lsodium"]

P, B = "policy/", "src/base/"
MUTANTS = [  # file, what stands there, the mistake
    (P + "pack/sg44.yaml", '"7.5c"\n', '"7.5c"\n', "days: 1", "days: 2"),
    (P + "pack/sg44.yaml", '"7.5b"\n', '"7.5b"\n', "days: 0", "days: 1"),
    (P + "pack/sg44.yaml", '"8.9"\n', '"8.9"\n', "now: true", "days: 0"),
    (P + "pack/sg44.yaml", '"12.10c"\n', '"12.10c"\n', "days: 1", "days: 0"),
    (P + "pack/sg44.yaml", '"12.9"\n', '"12.9"\n', "days: 1", "days: 2"),
    (P + "pack/sg44.yaml", '"2.4"\n', '"2.4"\n', "days: 3", "days: 2"),
    (P + "policy.c", "instant_after(a->now, due)", "!instant_after(due, a->now)"),
    (P + "policy.c", "if (r->done)\n", "if (r->done && !r->waits)\n"),
    (P + "policy.c", "if (!r->waits || r->shows_due)", "if (!r->waits)"),
    (P + "policy.c", "if (instant_known(r->due_at))", "if (false)"),
    (P + "policy.c", "a->due.us < b->due.us ? -1 : 1", "a->due.us < b->due.us ? 1 : -1"),
    (P + "policy.c", "return a_due ? -1 : 1;", "return a_due ? 1 : -1;"),
    (P + "policy.c", "int order = clause_compare(a->clause, b->clause);\n    if (order == 0)", "int order = str_compare(a->clause, b->clause);\n    if (order == 0)"),
    (P + "facts.c", "valid(f, &by[i]))\n            return true;", "true)\n            return true;"),
    (P + "facts.c", "!str_same(by[i].id, by[j].id) && ", ""),
    (P + "facts.c", "return permission_valid(f, signer) && !proposer;", "return permission_valid(f, signer);"),
    (P + "facts.c", "&& !is_person_of_incident(f, by->id)", ""),
    (P + "facts.c", "role == ROLE_HEAD || role == ROLE_EXECUTIVE_LEADER", "role == ROLE_HEAD || role == ROLE_EXECUTIVE_LEADER ||\n           role == ROLE_DSL"),
    (P + "facts.c", "list[i].clauses & 1u << index", "list[i].clauses"),
    (P + "facts.c", "f->referrals[i].to == to &&\n", "f->referrals[i].to == to ||\n"),
    (P + "facts.c", "referred_to(f, AGENCY_CSCS) || referred_to(f, AGENCY_POLICE)", "referred_to(f, AGENCY_CSCS)"),
    (P + "facts.c", "any_has_part(f, PART_SHARED_ON) ||\n", "has_part(p, PART_SHARED_ON) ||\n"),
    (P + "facts.c", "has_kind(f, KIND_IMAGE_BASED_ABUSE)", "has_kind(f, KIND_SEXTING)"),
    (P + "facts.c", "has_part(p, PART_CREATED) && !has_part(p, PART_DEPICTED)", "has_part(p, PART_CREATED)"),
    (P + "facts.c", "return instant_known(b) ? b : c;", "return c;"),
    (P + "special.c", "p->send == YES", "p->send != NO"),
    (P + "special.c", "a->f->conflict == YES && !a->out->refer_required", "a->f->conflict == YES"),
    (P + "special.c", "    rule_4_3(a);\n", ""),
    (P + "special.c", ".owner = SENCO", ".owner = DSL"),
    (P + "response.c", "instant_known(a->f->acknowledged_at)", "true"),
    (P + "response.c", "f->people[i].type == PERSON_PUPIL", "f->people[i].type != PERSON_STAFF"),
    (P + "review.c", ".waits = !instant_known(a->f->review_held_at)", ".waits = false"),
    (P + "review.c", '"8.5e",\n        "8.5f",', '"8.5f",\n        "8.5e",'),
    (P + "assessment.c", "f->adult_suspected == YES || f->malice == YES", "f->adult_suspected == YES && f->malice == YES"),
    (P + "assessment.c", "category == CATEGORY_EXPERIMENTAL_OTHER", "category == CATEGORY_AGGRAVATED_RECKLESS"),
    (P + "assessment.c", "!= QUESTION_BLANK", "== QUESTION_ANSWERED"),
    (P + "assessment.c", "a->out->state == OUTCOME_DECIDED", "a->out->state != OUTCOME_NONE"),
    (P + "referral.c", "1u << PART_SHARED_ON | 1u << PART_REQUESTED", "1u << PART_SHARED_ON"),
    (P + "referral.c", "p->type == PERSON_ADULT || p->type == PERSON_STAFF", "p->type == PERSON_ADULT"),
    (P + "referral.c", "f->adult_suspected == YES ||\n", "f->adult_suspected != NO ||\n"),
    (P + "referral.c", "has_kind(f, KIND_SEXTORTION)", "has_kind(f, KIND_REVENGE_PORN)"),
    (P + "referral.c", "a->f->criteria[i] == YES", "a->f->criteria[i] != NO"),
    (P + "referral.c", "all_no && a->f->criteria[i] == NO", "all_no && a->f->criteria[i] != YES"),
    (P + "referral.c", "for (unsigned i = 0; i < CRITERION_COUNT; i++)\n        all_no", "for (unsigned i = 1; i < CRITERION_COUNT; i++)\n        all_no"),
    (P + "referral.c", "for (unsigned i = 0; i < CRITERION_COUNT; i++)\n        all_no", "for (unsigned i = 0; i + 1 < CRITERION_COUNT; i++)\n        all_no"),
    (P + "referral.c", "!out->refer_required && all_no", "all_no"),
    (P + "referral.c", "out->allowed[CHOICE_SEEK_INFORMATION] = !out->refer_required", "out->allowed[CHOICE_SEEK_INFORMATION] = true"),
    (P + "referral.c", "f->consensual == YES && f->malice == NO &&", "f->consensual == YES && f->malice != YES &&"),
    (P + "referral.c", "else if (f->conflict == YES)", "else if (f->conflict != NO)"),
    (P + "referral.c", "f->outcome.choice != CHOICE_REFER &&", "true &&"),
    (P + "referral.c", "!released && !school", "!released || !school"),
    (P + "referral.c", "                  !referred_to_agency(f);\n    a->out", "                  true;\n    a->out"),
    (P + "referral.c", "a->f->criteria[i] != UNKNOWN", "a->f->criteria_asked[i]"),
    (P + "referral.c", "criteria[CRITERION_8_9B] == NO", "criteria[CRITERION_8_9B] != YES"),
    (P + "referral.c", "choice != CHOICE_NONE && !a->out->allowed[choice]", "choice == CHOICE_SEEK_INFORMATION && !a->out->allowed[choice]"),
    (P + "support.c", "criteria[CRITERION_8_9F] != NO", "criteria[CRITERION_8_9F] == YES"),
    (P + "support.c", ".waits = !list_has(f->conversations, f->conversations_count, p->id)", ".waits = false"),
    (P + "support.c", "        if (advice_9_6(p))\n", "        if (advice_9_7(p))\n"),
    (P + "parents.c", "!str_is_blank(p->delay_agency) &&\n", ""),
    (P + "parents.c", "r.waits = !instant_after(a->now, parents->delay_review_at)", "r.waits = instant_after(parents->delay_review_at, a->now)"),
    (P + "parents.c", "if (!informed && delay_complete(parents))", "if (delay_complete(parents))"),
    (P + "parents.c", ".start = informed_at", ".start = f->reported_at"),
    (P + "viewing.c", "if (v->ground == GROUND_12_5C)\n        return;\n", ""),
    (P + "viewing.c", "if (v->distress == YES)\n        return;", "if (v->distress != NO)\n        return;"),
    (P + "viewing.c", "referred_to(a->f, AGENCY_POLICE)", "referred_to_agency(a->f)"),
    (P + "viewing.c", "second || !str_same(v->present[i], v->viewer)", "second || v->present_count > 0"),
    (P + "viewing.c", "str_same(user, v->viewer) || list_has", "list_has"),
    (P + "viewing.c", "|| list_has(v->present, i, user)", ""),
    (P + "viewing.c", "d->offline && d->off && d->secured", "d->offline && d->secured"),
    (P + "viewing.c", "v->copied != YES", "v->copied == NO"),
    (P + "deletion.c", "a->out->evidence_hold || a->out->state", "a->out->evidence_hold && a->out->state"),
    (P + "deletion.c", "bool all = f->holders_count > 0", "bool all = true"),
    (P + "deletion.c", "first_known(f->outcome.decided_at, f->outcome.proposed_at,", "first_known(f->outcome.proposed_at, f->outcome.decided_at,"),
    (P + "deletion.c", "    r.due_at = h->deadline;\n", ""),
    (P + "deletion.c", "        if (school)\n            rule_12_10", "        if (true)\n            rule_12_10"),
    (P + "signoff.c", "o->confident && !str_is_blank(o->reasons)", "o->confident"),
    (P + "signoff.c", "!o->confident || str_is_blank(o->reasons)", "!o->confident && str_is_blank(o->reasons)"),
    (P + "signoff.c", "else if (!a->out->allowed[o->choice])\n        a->out->state = OUTCOME_PROPOSED;\n", ""),
    (P + "signoff.c", "if (o->choice != CHOICE_MANAGE_IN_SCHOOL)\n        return;\n", ""),
    (P + "signoff.c", "|| signed_in_both_roles(f, s->id)", ""),
    (P + "words.c", "? (unsigned char)clause.data[at] : 0", "? 1 : 0"),
    (B + "school_days.c", "date_weekday(on) >= 5", "date_weekday(on) >= 6"),
    (B + "school_days.c", "on.days <= calendar->closed[i].until.days", "on.days < calendar->closed[i].until.days"),
    (B + "school_days.c", "on.days >= calendar->closed[i].from.days", "on.days > calendar->closed[i].from.days"),
    (B + "school_days.c", "instant_after(start, end)", "!instant_after(end, start)"),
    (B + "school_days.c", "i < days; i++", "i <= days; i++"),
    (B + "school_days.c", "!calendar->bank_holidays || ", ""),
    (B + "school_days.c", "{ 2027, 12, 27, ", "{ 2027, 12, 25, "),
    (B + "school_days.c", "{ 2029, 4, 2, ", "{ 2029, 4, 9, "),
    (B + "school_days.c", "{ 2028, 1, 3, ", "{ 2028, 1, 1, "),
    (B + "instant.c", "utc_seconds < until ? 3600 : 0", "utc_seconds <= until ? 3600 : 0"),
    (B + "instant.c", "last_sunday(c.year, 10)", "last_sunday(c.year, 12)"),
    (B + "instant.c", "london_offset(summer) == 3600 ? summer : local", "london_offset(local) == 3600 ? summer : local"),
]

OBJECTS = sorted(str(p.relative_to(root)) for p in (
    *root.glob("policy/*.c"), *root.glob("src/base/*.c"),
    root / "src/cli/explain.c", root / "src/cli/explain_read.c",
    root / "src/cli/explain_value.c"))


def compile_file(source, target):
    subprocess.run([CC, *FLAGS, "-c", str(source), "-o", str(target)],
                   check=True, capture_output=True, text=True, timeout=600)


def link(objects, target, more=()):
    subprocess.run([CC, *objects, *LIBRARIES, *more, "-o", str(target)],
                   check=True, capture_output=True, text=True, timeout=600)


def embed(yaml, target):
    subprocess.run([sys.executable, str(root / "tools/embed.py"),
                    str(target), f"sg44_yaml={yaml}"], check=True,
                   timeout=600)


class House:
    """Every object of the rules, made once; a mutant replaces one."""

    def __init__(self, place):
        self.place = place
        self.objects = {}
        embed(root / P / "pack/sg44.yaml", place / "pack.c")
        sources = [(o, root / o) for o in OBJECTS]
        sources += [("batch", root / "tests/policy/batch.c"),
                    (P + "pack/sg44.yaml", place / "pack.c")]
        for name, source in sources:
            target = place / (name.replace("/", "-") + ".o")
            compile_file(source, target)
            self.objects[name] = str(target)
        compile_file(root / "tests/policy/calendar.c", place / "calendar.o")
        self.lines = list(tables.cases(root / "tests/policy/tables"))
        self.scenarios = [json.loads(p.read_text(encoding="utf-8")) for p in
                          sorted((root / "tests/policy/scenarios")
                                 .glob("*.json"))]

    def noticed(self, name, source):
        """What notices the mistake in that file; None when nothing does."""
        objects = dict(self.objects)
        if source is not None:
            compile_file(source, self.place / "mutant.o")
            objects[name] = str(self.place / "mutant.o")
        link(objects.values(), self.place / "batch")
        try:
            return self.tables() or self.answers() or \
                (self.calendar(objects) if name.startswith(B) or
                 source is None else None)
        except RuntimeError as stopped:
            return f"it stops: {stopped}"

    def tables(self):
        for case, bad in zip(self.lines, tables.check(
                self.place / "batch", self.lines)):
            if bad:
                return f"{case[0]} {bad[0][:150]}"
        return None

    def answers(self):
        lines = facts.ask(self.place / "batch",
                          [s["facts"] for s in self.scenarios])
        for scenario, line in zip(self.scenarios, lines):
            expect = json.loads(json.dumps(scenario["expect"]))
            for row in (*expect["duties"], *expect["warnings"]):
                for word in ("title", "why", "text"):
                    row.pop(word, None)
            if line.startswith("error") or \
                    facts.without_words(json.loads(line)) != expect:
                return "a scenario"
        return None

    def calendar(self, objects):
        base = [o for n, o in objects.items() if n.startswith(B)]
        link([*base, str(self.place / "calendar.o")],
             self.place / "calendar", ["-lcmocka"])
        run = subprocess.run([self.place / "calendar"], capture_output=True,
                             timeout=600)
        return "the calendar's test" if run.returncode else None


def mutated(mutant):
    """The text of the file with the mistake in it."""
    text = (root / mutant[0]).read_text(encoding="utf-8")
    start = 0
    if len(mutant) == 5: # behind a mark
        start = text.index(mutant[1])
    old, new = mutant[-2:]
    at = text.find(old, start)
    if at < 0:
        raise SystemExit(f"mutants.py: {mutant[0]} has no {old!r}")
    return text[:at] + new + text[at + len(old):]


def main():
    only = int(sys.argv[3]) if len(sys.argv) > 3 else None
    with tempfile.TemporaryDirectory(prefix="lanyard-mutants-") as place:
        place = pathlib.Path(place)
        house = House(place)
        right = house.noticed("", None)
        print(f"1..{len(MUTANTS) + 1}")
        print(f"{'not ok' if right else 'ok'} 1 - the rules as they are pass "
              f"{len(house.lines)} lines and {len(house.scenarios)} scenarios")
        if right:
            print(f"# {right}")
        survivors = []
        for number, mutant in enumerate(MUTANTS, 1):
            if only not in (None, number):
                continue
            what = f"{mutant[0]}: {mutant[-2]} -> {mutant[-1]}".replace(
                "\n", " ").replace("#", "")
            if mutant[0].endswith(".yaml"):
                (place / "mutant.yaml").write_text(mutated(mutant))
                embed(place / "mutant.yaml", place / "mutant.c")
            else:
                (place / "mutant.c").write_text(mutated(mutant))
            try:
                by = house.noticed(mutant[0], place / "mutant.c")
            except subprocess.CalledProcessError as error:
                raise SystemExit(f"mutant {number} does not compile: {what}\n"
                                 f"{error.stderr}")
            if by is None:
                survivors.append(what)
            print(f"{'ok' if by else 'not ok'} {number + 1} - {what}",
                  flush=True)
            if only:
                print(f"# noticed by {by}")
        print(f"# {len(MUTANTS) - len(survivors)} of {len(MUTANTS)} noticed")
        for what in survivors:
            print(f"# nobody noticed {what}")
        return bool(survivors or right)


if __name__ == "__main__":
    sys.exit(main())
