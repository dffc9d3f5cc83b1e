// A pupil held a phone up to a teacher: it could not be avoided. The viewing
// is recorded afterwards, the Headteacher and the Executive Leader confirm
// that they were told, whoever saw it signs and is offered support (12.5c,
// 12.6, 12.7, D6).
import { Incident, nine, rung, save } from '../incident.mjs';
import { expect, look } from '../lib.mjs';
import { says } from '../steps.mjs';

export default async function story({ site, teacher, dsl, head, executive, step, ends }) {
    let it, robin, viewing;

    await step('the teacher reports what happened to her', async () => {
        it = await Incident.report(teacher, site, {
            about: 'Robin Example, 8C', seen: 'yes', 'seen-how': 'A pupil held the phone up before I could say no. I looked away at once.', when: 'now', device: 'pupil',
            told: 'A pupil came to my desk, said “look what they sent round about Robin”, and held the phone up.',
        });
        await it.open(dsl);
    });

    await step('the viewing is recorded afterwards, as one that could not be avoided', async () => {
        robin = await it.add(dsl, 'Robin Example', 'pupil', { parts: ['depicted'], age: '13', 'year-group': 'Year 8, 8C' });
        await it.add(dsl, 'Alex Sample', 'pupil', { parts: ['received'], age: '13', 'year-group': 'Year 8, 8C' });
        await it.says(dsl, '/viewing', 'viewing');
        await it.record(dsl, '/viewing/record', {
            ground: '12.5c', 'viewed-why': 'A pupil held a phone up without being asked.', pictured: 'Robin Example', room: 'Classroom 12', premises: 'no', minutes: '0',
            viewer: 'Priya Marsh', 'same-sex': 'yes', copied: 'no', actions: 'Looked away, said that nobody may show it, brought the pupil to the DSL.', already: true,
        });
        viewing = await it.newest(dsl, 'viewing');
        await look(dsl, 'shown-viewing');
    });

    await step('Headteacher and Executive Leader confirm that they were told', async () => {
        for (const page of [head, executive]) {
            await page.goto(site.base);
            await says(page, it.reference);
            await it.record(page, `/viewing/${viewing}/answer`, { allow: 'told' }, 'Sign my answer');
        }
    });

    await step('the teacher signs from her own sign-in, and sees nothing else', async () => {
        await teacher.goto(site.base);
        await says(teacher, 'Sign');
        await it.go(teacher, '/viewing/sign');
        await look(teacher, 'shown-sign', { links: false });
        await save(teacher);
        const answer = await teacher.goto(it.at());
        expect(answer.status() === 404, `the teacher gets ${answer.status()} for the incident`);
    });

    await step('support is offered to her, privately', async () => {
        await it.record(head, `/viewing/${viewing}/support`, { staff: 'Priya Marsh', 'help-wanted': 'An hour out of class today. A talk on Friday.' });
        await it.says(dsl, `/viewing/${viewing}`, 'Priya Marsh');
    });

    await step('it is assessed: what Robin’s class knows is not yet clear', async () => {
        await it.assess(dsl, {
            c89b: 'unknown', c89f: 'yes', kinds: ['nudes_shared'], platforms: 'A group chat of the class', category: 'aggravated.reckless', 'category-why': 'Passed round without a thought for Robin.',
            malice: 'unknown', qd: 'Yes, in a group chat.', qh: 'To the class.', qg: 'All 12 or 13.',
        }, 'Save and record the referral');
        await it.refer(dsl, { to: 'cscs', method: 'telephone', 'spoke-to': 'Duty social worker', reference: 'CS-3114', shared: 'What the teacher and Robin said. They advise a call to the police as well.' });
        await it.refer(dsl, { to: 'police', method: 'telephone', 'spoke-to': 'Schools officer', reference: 'Log 480', shared: 'The same. They advise: nobody looks again, nobody deletes yet.' });
        await it.review(dsl, 'Hannah Whitlock, DSL\nPriya Marsh, teacher', nine({ a: ['yes', 'Robin is with the school nurse; a parent comes.'], b: ['yes', 'Both told.'], c: ['no', 'Nobody looks again.'], i: ['yes', 'Today.'] }));
    });

    await step('a parent who wants to see it is told no', async () => {
        await it.record(dsl, '/viewing/refused', { 'asked-by': 'parent', answered: 'That nobody looks at it, staff neither, and that the police have been told.' });
        await it.tellParents(dsl, robin, { ...rung('Jo Example, parent'), 'parent-said': 'Understood why they cannot see it.' });
    });

    await step('the record of the viewing says who was told, and the decision is recorded', async () => {
        await it.says(dsl, `/viewing/${viewing}`, 'Priya Marsh', 'Grace Lindqvist', 'Ruth Calloway');
        // Nobody is asked for a reason here; a record that departs links to it.
        await it.go(dsl, `/viewing/${viewing}/reason`);
        await look(dsl, 'viewing-reason');
        await it.propose(dsl, { choice: 'refer', agencies: ['cscs', 'police'], why: 'Robin is at risk of harm while it goes round the class.' });
    });

    await ends(dsl, it, 'Ruth Calloway, Executive Leader', 'Review of viewings in this term.');
}
