// A pupil of 11: sexual activity and under 13 is a referral by itself; social
// care answers late, is asked, and holds child protection enquiries (8.9d, 11,
// D13, D17).
import { Incident, nine, rung } from '../incident.mjs';
import { look } from '../lib.mjs';
import { says } from '../steps.mjs';

export default async function story({ site, teacher, dsl, executive, step, ends }) {
    let it, robin, alex;

    await step('a parent told the teacher, who reports it', async () => {
        it = await Incident.report(teacher, site, {
            about: 'Robin Example, 7A', how: 'parent', known: ['under13'], when: 'before',
            told: 'A parent rang: their child was sent a picture of Robin, who is 11. The parent has put the phone away and looked at nothing more.',
        });
        await it.open(dsl);
    });

    await step('an age that is not known leaves the question open', async () => {
        robin = await it.add(dsl, 'Robin Example', 'pupil', { parts: ['depicted'], 'year-group': 'Year 7, 7A' });
        alex = await it.add(dsl, 'Alex Sample', 'pupil', { parts: ['received'], age: '12', 'year-group': 'Year 7, 7A' });
        await it.assess(dsl, { c89d: 'unknown', kinds: ['nudes_shared'], category: 'aggravated.reckless' });
        await says(dsl, 'Answer the question that is still open, 8.9(d)');
        await it.go(dsl, '/decision/new');
        if (await dsl.locator('[name=choice][value=manage_in_school]').count()) throw new Error('managing it in school is offered');
    });

    await step('once it is known, the referral is due at once', async () => {
        await it.record(dsl, `/people/${robin}`, { age: '11', reason: 'From the school’s register.' });
        await it.assess(dsl, {
            c89d: 'yes', kinds: ['nudes_shared'], category: 'aggravated.reckless', 'category-why': 'Passed on without a thought for Robin.',
            adult: 'no', malice: 'no', qg: 'Robin is 11, Alex 12.', qd: 'Yes, at least once.',
        }, 'Save and record the referral');
        await says(dsl, 'Record a referral');
        await it.refer(dsl, { to: 'cscs', method: 'telephone', 'spoke-to': 'Duty social worker', reference: 'CS-2207', shared: 'What the parent and Robin said, both ages, both families.' });
    });

    await step('the referral is written from the record', async () => {
        await it.record(dsl, `/children/${robin}/referral/edit`, {
            home: '1 Sample Street', household: 'Jo Example, parent, and a younger brother', needs: 'None known', professionals: 'The family doctor',
            'child-words': '“I did not want it to go to anybody else.”', views: 'Robin wants it to stop. The parent wants help.', wanted: 'An assessment, and advice on who speaks with Robin.',
            family: 'agrees', 'family-why': 'The parent was told this morning.',
        }, 'Save and see the referral');
        await look(dsl, 'under-13-referral');
        await it.confirmInWriting(dsl, 'Children’s social care', { method: 'form', reference: 'CS-2207' });
    });

    await step('the review meets; both families are told', async () => {
        await it.review(dsl, 'Hannah Whitlock, DSL\nPriya Marsh, form tutor', nine({
            a: ['no', 'Robin is at home with a parent.'], b: ['yes', 'Done.'], c: ['no', 'Not needed: the parent said enough.'], d: ['yes', 'Who passed it on to Alex.'],
            g: ['yes', 'Robin is new to the school.'], h: ['no', 'None known.'], i: ['yes', 'Both told by telephone.'],
        }));
        await it.tellParents(dsl, robin, { ...rung('Jo Example, parent'), 'parent-said': 'Upset, and glad of the call.' });
        await it.tellParents(dsl, alex, { ...rung('Sam Sample, parent'), 'parent-said': 'They keep the phone as it is until told otherwise.' });
        await it.propose(dsl, { choice: 'refer', agencies: ['cscs'], why: 'The pupil in the picture is 11.' });
    });

    await step('no answer comes: the duty worker is asked, then the manager', async () => {
        for (const [rung_, words] of [['duty', 'They will ring back today.'], ['manager', 'It is on the manager’s desk and is decided this afternoon.']])
            await it.askForReply(dsl, 'Children’s social care', { rung: rung_, 'spoke-to': rung_ === 'duty' ? 'Duty social worker' : 'Team manager', advised: words });
        await it.says(executive, '/agencies', 'team manager');
    });

    await step('social care answers, and the children are heard as it advised', async () => {
        await it.replied(dsl, 'Children’s social care', { reply: 'protection', 'spoke-to': 'Team manager', reference: 'CS-2207', advised: 'A social worker sees Robin at home tomorrow, with an officer.' });
        await it.hear(dsl, alex, { 'heard-by': 'Hannah Whitlock, DSL', 'own-words': '“It just came up in the chat. I showed my mum.”', observed: 'Open and calm.' });
        await it.talk(dsl, robin, { points: ['9.4a', '9.4c', '9.4d', '9.4g'], wishes: '“I want to come to school and nobody says anything.”' });
        await it.talk(dsl, alex, { points: ['9.4a', '9.4d', '9.4f'], wishes: '“I do not want to be in trouble.”' });
    });

    await ends(dsl, it, 'Social worker of Robin Example', 'The child protection enquiries.');
}
