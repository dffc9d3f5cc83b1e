// Two pupils of the same age who like each other, nobody hurt: the school
// resolves it, two sign, the copy is deleted and that is confirmed (8.14,
// 12.8 to 12.10).
import { Incident, inDays, rung } from '../incident.mjs';
import { look, follow, expect } from '../lib.mjs';
import { press, says } from '../steps.mjs';

export default async function story({ site, teacher, dsl, head, executive, senco, step, ends }) {
    let it, robin, alex;

    await step('a pupil tells her teacher, who reports it', async () => {
        it = await Incident.report(teacher, site, {
            about: 'Robin Example and Alex Sample, both 11C',
            told: 'Robin said that Alex has a picture of Robin, sent because they were going out. Nobody else has it as far as Robin knows. Robin now wishes it were gone.',
            where: 'At home, by message',
        });
        await it.open(dsl);
    });

    await step('the DSL records who is in it and holds the review', async () => {
        robin = await it.add(dsl, 'Robin Example', 'pupil', { parts: ['depicted', 'sent'], age: '15', 'year-group': 'Year 11, 11C' });
        alex = await it.add(dsl, 'Alex Sample', 'pupil', { parts: ['received'], age: '15', send: 'yes', 'year-group': 'Year 11, 11C' });
        await it.review(dsl, 'Hannah Whitlock, DSL\nPriya Marsh, form tutor', {
            a: ['no', 'Both are in school and calm.'],
            b: ['no', 'Nothing points to pressure, to an adult or to harm.'],
            c: ['no', 'What Robin and the tutor said is enough.'],
            d: ['yes', 'Alex has not been heard yet.'],
            e: ['no', 'Robin knows of one copy, on Alex’s phone.'],
            f: ['no', 'Nothing is online.'],
            g: ['no', 'Same age, same class, friends for a year.'],
            h: ['no', 'Only our school.'],
            i: ['yes', 'The tutor rings both families today.'],
        });
    });

    await step('the SENCO is asked about the pupil with SEND, and arranges what is needed', async () => {
        await it.says(dsl, '', 'Amal Haddad, SENCO');
        await senco.goto(`${site.base}/`);
        await says(senco, 'Put arrangements in place with the SENCO');
        await it.record(senco, `/children/${alex}/arrangements`, {
            'send-needs': 'Short questions, one at a time.', arranged: 'The tutor sits with Alex when Alex is heard.',
        });
        await it.says(dsl, `/children/${alex}/support`, 'The tutor sits with Alex');
    });

    await step('both pupils are heard', async () => {
        await it.hear(dsl, robin, {
            'heard-by': 'Hannah Whitlock, DSL', 'heard-with': 'Priya Marsh, form tutor',
            'own-words': '“I sent it because I wanted to. I trust Alex. I just do not want it on a phone any more.”',
            observed: 'Relaxed once we had begun.',
        });
        await it.hear(dsl, alex, {
            'heard-by': 'Hannah Whitlock, DSL',
            'own-words': '“I have not shown it to anybody. I did not ask for it. I can get rid of it.”',
            observed: 'Worried about what Robin thinks.',
        });
    });

    await step('the teacher adds what else was said; the DSL reads it, and the teacher sees that', async () => {
        await teacher.goto(`${site.base}/report/${it.reference}`);
        await follow(teacher, teacher.getByRole('link', { name: 'Add something you missed' }));
        await teacher.fill('[name=told]', 'Robin told me that it was in the summer.');
        await press(teacher, 'Send what I added');
        await it.says(dsl, '', 'Added since it was taken up', 'it was in the summer');
        await look(dsl, 'overview-added');
        await press(dsl, 'I have read it');
        await says(dsl, 'You have read what was added');
        expect(await dsl.locator('#ly-news-h').count() === 0, 'it is read');
        await teacher.goto(`${site.base}/report/${it.reference}`);
        await says(teacher, 'Hannah Whitlock read it today');
    });

    await step('seven noes, and the page offers that the school resolves it', async () => {
        await it.assess(dsl, {
            kinds: ['nudes_shared'], medium: ['picture'], sharing: ['one'], adult: 'no', consensual: 'yes', malice: 'no', conflict: 'no',
            category: 'experimental.romantic', 'category-why': 'A couple of the same age; both agreed; it went no further.',
            qa: 'They were going out.', qb: 'Agreed to. Both said so on their own.', qc: 'No.', qd: 'No.', qe: 'No.',
            qf: 'One copy. Alex offered to delete it.', qg: 'Both 15.', qh: 'No.', qi: 'Nothing known.', qj: 'None. Both families are supportive.',
        });
        await it.says(dsl, '/risk', 'The school resolves it directly', '8.14');
    });

    await step('the DSL proposes it, the Headteacher and the Executive Leader sign', async () => {
        await it.propose(dsl, {
            choice: 'manage_in_school',
            why: 'Same age, agreed to, one copy, no harm and no pressure. Both pupils gave the same account.',
            best: 'Robin wants it gone and nothing made of it. Alex wants to help with that.',
            instead: 'Talk with both, tell both families, see the copy deleted, look in on both for two weeks.',
            change: 'A second copy, any pressure, or an adult.',
            confident: true, talked: true,
            consulted: 'Ruth Calloway, Executive Leader, by telephone: look in on both for two weeks.',
        });
        await it.says(dsl, '/deletion', 'Ask nobody to delete anything yet');
        await it.sign(head, 'The two accounts agree. I am content.');
        await it.sign(executive);
        await it.says(dsl, '/decision', 'Both have signed');
    });

    await step('both are supported and both families are told', async () => {
        await it.talk(dsl, robin, {
            points: ['9.4a', '9.4c', '9.4d', '9.4f', '9.4g'], 'known-of-it': 'One picture, made and sent by Robin.', 'how-far': 'To Alex alone.',
            'help-needed': 'To know when it is deleted.', wishes: '“I want it gone, and nobody in class to know.”',
            promised: 'Tell Robin the same day that it is deleted', 'promised-by': inDays(1),
        });
        await it.advise(dsl, robin, '9.5', ['1', '2']);
        await it.talk(dsl, alex, { points: ['9.4d', '9.4f', '9.4g'], wishes: '“I want to put it right.”' });
        await it.advise(dsl, alex, '9.6', ['1', '2']);
        await it.tellParents(dsl, robin, { ...rung('Jo Example, parent'), 'parent-said': 'They will talk at home, calmly.' });
        await it.tellParents(dsl, alex, { ...rung('Sam Sample, parent'), given: ['10.5a', '10.5b', '10.5e'], 'parent-said': 'They will see to it with Alex tonight.' });
    });

    await step('Alex is asked to delete the copy, and does', async () => {
        await it.copyKnown(dsl, { holds: 'Alex Sample', store: 'phone' });
        await it.copyStep(dsl, { steps: ['reminded', 'asked', 'warned', 'parents'], deadline: inDays(2), result: 'open',
            'result-how': 'Alex will do it at home with a parent, and look at the backup too.' });
        await it.copyStep(dsl, { result: 'confirmed', 'result-how': 'Alex and the parent rang: deleted from the phone, and there was no backup of it.' });
        await it.says(dsl, '/deletion', 'Confirmed');
        await look(dsl, 'consensual-deleted');
    });

    await ends(dsl, it, 'Grace Lindqvist, Headteacher', 'To read through before it is closed.');
}
