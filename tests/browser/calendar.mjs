// calendar.mjs: somebody makes the address of their own calendar, a calendar
// program reads it without a session, and it ends when it is withdrawn. The
// secret stands in no log of the server.
import { Site, browserOpen, person, follow, look, test, done, expect } from './lib.mjs';
import { people, press, says } from './steps.mjs';

const site = new Site({ quiet: false });
await site.start();
const browser = await browserOpen();
const dsl = await person(browser, site, people.dsl);
let address;

const read = (headers = {}) => fetch(address, { headers });

await test('the account page leads to the calendar', async () => {
    await dsl.goto(`${site.base}/account`);
    await follow(dsl, dsl.getByRole('link', { name: 'Your duties in a calendar' }));
    await says(dsl, 'treat it as you treat a password');
    await look(dsl, 'calendar-none');
});

await test('the address is shown once', async () => {
    await press(dsl, 'Make the address');
    await dsl.locator('.ly-address').waitFor();
    address = await dsl.locator('.ly-address').innerText();
    expect(address.startsWith(`${site.base}/calendar/`), `the address is ${address}`);
    await look(dsl, 'calendar-made');
    await follow(dsl, dsl.getByRole('link', { name: 'I have put it in' }));
    await says(dsl, 'You have an address');
    expect(!(await dsl.content()).includes(address), 'the page tells it again');
    await look(dsl, 'calendar-there');
});

await test('a calendar program reads it without a session, once an answer', async () => {
    const answer = await read();
    const text = await answer.text();
    expect(answer.status === 200, `the feed is answered with ${answer.status}`);
    expect(answer.headers.get('content-type') === 'text/calendar; charset=utf-8', answer.headers.get('content-type'));
    expect(text.startsWith('BEGIN:VCALENDAR\r\n') && text.endsWith('END:VCALENDAR\r\n'), text.slice(0, 100));
    expect(/SUMMARY:Duty due in Lanyard\. Reference \w{3}-\w{3}\./.test(text), 'no duty is in it');
    expect(answer.headers.get('set-cookie') === null, 'it sets a cookie');
    const again = await read({ 'if-none-match': answer.headers.get('etag') });
    expect(again.status === 304 && (await again.text()) === '', `asked again: ${again.status}`);
    const head = await fetch(address, { method: 'HEAD' });
    expect(head.status === 200, `HEAD is answered with ${head.status}`);
});

await test('works without JavaScript, and a new address ends the old one', async () => {
    const plain = await person(browser, site, people.dsl, { script: false });
    const old = address;
    await plain.goto(`${site.base}/account/calendar`);
    await press(plain, 'Make a new address');
    address = await plain.locator('.ly-address').innerText();
    expect((await fetch(old)).status === 404, 'the old address opens');
    expect((await read()).status === 200, 'the new address does not open');
});

await test('withdrawn, it opens nothing', async () => {
    await dsl.goto(`${site.base}/account/calendar`);
    await press(dsl, 'Withdraw the address');
    await says(dsl, 'The address is withdrawn');
    await look(dsl, 'calendar-withdrawn');
    expect((await read()).status === 404, 'a withdrawn address opens');
});

await test('no secret is in the log', async () => {
    await site.stop(); // then all of it has been read
    expect(/request \d+ calendar_feed 200 /.test(site.log), `the log has no line for it: ${site.log.slice(-500)}`);
    expect(!site.log.includes(address.split('/').pop()), 'the log tells the secret');
});

await browser.close();
site.remove();
done();
