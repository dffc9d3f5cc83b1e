// guide.mjs: the pictures of docs/guide, made from an incident that is lived
// here, and the proof that the guide is not stale: each picture it shows is
// made, none is left over, each is small, and all that it prints in bold
// stands on a page that this visits. GUIDE=write keeps the pictures.
import { mkdirSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Site, browserOpen, person, test, done, expect } from './lib.mjs';
import { Incident, inDays, nine, rung } from './incident.mjs';
import { people } from './steps.mjs';

const root = process.env.SOURCE_ROOT ?? '.';
const kept = join(root, 'docs/guide/pictures');
const folder = process.env.GUIDE === 'write' ? kept : join(process.env.SHOTS ?? '/tmp', 'guide');
const size_max = 150 * 1024;
mkdirSync(folder, { recursive: true });
const guide = readFileSync(join(root, 'docs/guide/README.md'), 'utf8');
const site = new Site({ incidents: 9 });
await site.start();
const browser = await browserOpen();
const [teacher, dsl, head] = await Promise.all([people.teacher, people.dsl, people.head].map((name) => person(browser, site, name)));
const made = new Set();
let said = '';

// Everything the page says, folded or not; and a picture of its upper part.
async function visit(page, path, name) {
    if (path) await page.goto(path);
    said += ` ${(await page.evaluate('document.body.textContent')).replace(/\s+/g, ' ')}`;
    if (!name) return;
    await page.setViewportSize({ width: 1280, height: 720 });
    await page.screenshot({ path: join(folder, `${name}.png`) });
    made.add(`${name}.png`);
}

let it, robin, alex;

await test('an incident is reported and taken up', async () => {
    await visit(teacher, site.base);
    await visit(teacher, `${site.base}/report/new`, 'report');
    it = await Incident.report(teacher, site, { about: 'Robin Example and Alex Sample, 10A', told: 'Robin said that Alex has a picture of Robin and that two others may have it.' });
    await visit(dsl, site.base, 'my-work');
    await visit(dsl, it.at());
    await it.open(dsl);
    robin = await it.add(dsl, 'Robin Example', 'pupil', { parts: ['depicted', 'sent'], age: '15', 'year-group': 'Year 10, 10A' });
    alex = await it.add(dsl, 'Alex Sample', 'pupil', { parts: ['received'], age: '15', 'year-group': 'Year 10, 10A' });
    await visit(dsl, it.at('/first-hour'), 'first-hour');
});

await test('it is reviewed, assessed, proposed and signed', async () => {
    await it.review(dsl, 'Hannah Whitlock, DSL\nPriya Marsh, form tutor', nine({
        a: ['no', 'Both are in school and calm.'], b: ['no', 'Nothing points to pressure or to an adult.'], c: ['no', 'What Robin said is enough.'], i: ['yes', 'Both families are rung today.'] }));
    await visit(dsl, it.at('/initial-review'), 'initial-review');
    await visit(dsl, it.at('/risk/edit'));
    await it.assess(dsl, { adult: 'no', consensual: 'yes', malice: 'no', category: 'experimental.romantic', qg: 'Both 15.' });
    await visit(dsl, it.at('/risk'), 'risk');
    await it.propose(dsl, { choice: 'manage_in_school', why: 'Same age, agreed to, one copy, no harm.', best: 'Robin wants it gone.', instead: 'Talk with both, tell both families.', change: 'Any pressure, or an adult.', confident: true, talked: true });
    await visit(head, it.at('/decision/sign'), 'sign');
    await it.sign(head);
    const executive = await person(browser, site, people.executive);
    await it.sign(executive);
});

await test('pupils, parents and copies', async () => {
    await it.hear(dsl, robin, { 'heard-by': 'Hannah Whitlock, DSL', 'own-words': '“I just do not want it on a phone any more.”' });
    await it.talk(dsl, robin, { points: ['9.4a', '9.4c', '9.4d'], wishes: '“I want it gone.”', promised: 'Tell Robin when it is deleted', 'promised-by': inDays(2) });
    await visit(dsl, it.at(`/children/${robin}/support`), 'pupil');
    await it.tellParents(dsl, alex, { ...rung('Sam Sample, parent'), 'parent-said': 'They will talk at home.' });
    await visit(dsl, it.at('/parents'), 'parents');
    await it.copyKnown(dsl, { holds: 'Alex Sample', store: 'phone' });
    await it.copyStep(dsl, { steps: ['reminded', 'asked', 'warned'], deadline: inDays(2), result: 'open' });
    await visit(dsl, it.at('/deletion'), 'deletion');
});

await test('agencies, viewing, devices, the record and cover', async () => {
    await it.refer(dsl, { to: 'cscs', method: 'telephone', 'spoke-to': 'Duty social worker', reference: 'CS-1180', shared: 'Asked for advice, without names.' });
    await visit(dsl, it.at('/agencies'), 'agencies');
    await it.record(dsl, '/viewing/avoided', { without: 'What both pupils said is enough to decide.' });
    await visit(dsl, it.at('/viewing'), 'viewing');
    await visit(dsl, it.at('/devices'));
    await visit(dsl, it.at('/chronology'), 'chronology');
    await visit(dsl, it.at('/documents'), 'documents');
    await visit(dsl, it.at('/documents/chronology'));
    await visit(dsl, it.at('/closing'), 'closing');
    await visit(dsl, `${site.base}/cover`, 'cover');
});

await test('each picture that the guide shows is made, kept and small, and no other is', async () => {
    const shown = new Set([...guide.matchAll(/!\[[^\]]+\]\(pictures\/([^)]+)\)/g)].map((m) => m[1]));
    const files = new Set(readdirSync(kept));
    for (const one of shown) expect(made.has(one) && files.has(one), `${one} is shown and not made or not kept`);
    for (const one of new Set([...made, ...files])) expect(shown.has(one), `${one} is made or kept and not shown`);
    for (const one of files) expect(statSync(join(kept, one)).size <= size_max, `${one} has ${statSync(join(kept, one)).size} bytes`);
    expect(shown.size >= 12, `${shown.size} pictures`);
});

await test('what the guide prints in bold stands on a page', async () => {
    const bold = [...guide.matchAll(/\*\*([^*]+)\*\*/g)].map((m) => m[1]);
    const gone = bold.filter((words) => words !== 'bold' && !said.includes(words));
    expect(bold.length >= 20 && gone.length === 0, `of ${bold.length}, nowhere: ${gone.join(' | ')}`);
});

await browser.close();
await site.stop();
site.remove();
done();
