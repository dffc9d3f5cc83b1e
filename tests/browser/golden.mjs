// golden.mjs: the chronology as a PDF, made in the browser for somebody and
// for a reason, and compared with the text that it had when somebody last
// read it. Of a run only its reference, its hash and its times are masked:
// every day is said from the day of the run, so the order stays.
//
// UPDATE_GOLDEN=1 writes what came; read the difference before you keep it.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from './lib.mjs';
import { fill, dayName, daysPassed } from './incident.mjs';

const folder = join(dirname(fileURLToPath(import.meta.url)), 'golden');
const weekday = '(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day ';

// Days by their names: the day on which the story began, and 60 around it. A
// story over midnight has two todays; one that speaks of the day after today
// is told again then (journeys.mjs).
function days() {
    const names = new Map();
    for (let i = -60; i <= 60; i++) {
        const today = i >= 0 && i <= daysPassed();
        names.set(dayName(i), today ? 'today' : i > 0 ? `today + ${i}` : `today - ${-i}`);
    }
    return names;
}

export function mask(text, reference) {
    let out = text.replaceAll(reference, 'REF-REF').replace(/\b[0-9a-f]{64}\b/g, '[hash]')
        .replace(/\b\d{1,2}(:\d\d)?[ap]m\b|\b(midday|midnight)\b/g, '[time]');
    for (const [date, words] of days())
        out = out.replace(new RegExp(`(?:${weekday})?\\b${date.replaceAll(' ', '\\s+')}`, 'g'), `[${words}]`);
    let first = true;
    out = out.replace(/^\s*\[today\]\n+/gm, (heading) => (first ? (first = false, heading) : ''));
    return out.replace(/[ \t]+$/gm, '').replace(/(\S)[ \t]{2,}/g, '$1  ').replace(/^[ \t]{3,}/gm, '  ').replace(/\n{3,}/g, '\n\n');
}

// The words of the PDF that the page makes; copy: where the page asks for one.
export async function chronology(page, incident, madeFor, purpose, copy) {
    await incident.go(page, '/documents/chronology');
    await fill(page, { 'made-for': madeFor, purpose, ...(copy && { copy }) });
    const [download] = await Promise.all([page.waitForEvent('download'),
        page.getByRole('button', { name: 'Make the document' }).click()]);
    expect(download.suggestedFilename() === `chronology-${incident.reference}.pdf`, `it is called ${download.suggestedFilename()}`);
    const path = await download.path();
    const images = execFileSync('pdfimages', ['-list', path], { encoding: 'utf8' }).trim().split('\n');
    expect(images.length === 2, `the document holds an image: ${images.slice(2).join(' ')}`);
    return execFileSync('pdftotext', ['-layout', path, '-'], { encoding: 'utf8' });
}

// Where a line or a page ends turns on how long a date or a time is: the words
// are compared, without the foot and the head between two pages. Every page
// has the same foot, and its number.
function flat(text) {
    const feet = [...text.matchAll(/^(Made for .*) Page (\d+) of (\d+)\n(.*\nMade from entries .*)$/gm)];
    const pages = text.split('\f').filter((page) => page.trim()).length;
    expect(feet.length === pages && feet.every(([, whom, page, of, rest], i) => Number(page) === i + 1
        && Number(of) === pages && whom === feet[0][1] && rest === feet[0][4]), `the feet of ${pages} pages: ${feet.map((foot) => foot[0]).join(' | ')}`);
    return text.replace(/^Made for .*\n.*\nMade from entries .*\n\fCONFIDENTIAL.*\n+Chronology .*\n/gm, '')
        .replace(/Page \d+ of \d+/, 'Page').split(/\s+/);
}

export async function endsAs(name, page, incident, madeFor, purpose, copy) {
    const text = mask(await chronology(page, incident, madeFor, purpose, copy), incident.reference);
    const kept = join(folder, `${name}.txt`);
    if (process.env.UPDATE_GOLDEN) writeFileSync(kept, text);
    const want = existsSync(kept) ? readFileSync(kept, 'utf8') : '';
    const [old, now] = [flat(want), flat(text)];
    const i = [...now, ''].findIndex((word, at) => word !== (old[at] ?? ''));
    if (i < 0) return;
    const around = (words) => words.slice(Math.max(0, i - 12), i + 12).join(' ');
    throw new Error(`the chronology differs from golden/${name}.txt:\n  was ${around(old)}\n  is  ${around(now)}\nRead it, then: UPDATE_GOLDEN=1 node tests/browser/journeys.mjs ${name}`);
}
