// One page becomes another without being loaded: what must stay stays, and controls show what the new page says.
// The topics are those of the tests of idiomorph, an established library for this.
import { expect, test } from '../fixtures.mjs';
import { arrived, follow, serve } from '../morphs.mjs';

test.describe('nodes', () => {
  const cases = [
    {
      what: 'attributes are added, changed and removed',
      before: '<p id="a" class="old" title="gone">text</p>',
      after: '<p id="a" class="new" lang="en">text</p>',
      same: ['#a'],
    },
    {
      what: 'texts change in place, at any depth',
      before: '<div><section><p>one <b>two</b> three</p></section></div>',
      after: '<div><section><p>one <b>2</b> 3</p></section></div>',
      same: ['main b', 'main section'],
    },
    {
      what: 'items that are known by their id are moved and not made anew',
      before: '<ul><li id="a">a</li><li id="b">b</li><li id="c">c</li></ul>',
      after: '<ul><li id="c">c</li><li id="a">a</li><li id="b">b!</li></ul>',
      same: ['#a', '#b', '#c'],
    },
    {
      what: 'items that are known by their key are moved and not made anew',
      before: '<ul><li data-key="a">a</li><li data-key="b">b</li></ul>',
      after: '<ul><li data-key="n">n</li><li data-key="b">b</li><li data-key="a">a</li></ul>',
      same: ['[data-key=a]', '[data-key=b]'],
    },
    {
      what: 'what stands around an id is the same, whatever comes before it',
      before: '<div><p>first</p></div><div><input id="field"></div>',
      after: '<div><p>new</p></div><div><p>first</p></div><div><input id="field"></div>',
      same: ['#field', 'div:has(> #field)'],
    },
    {
      what: 'what goes first does not take what stands around the id of another',
      before: '<div><i id="one"></i></div><div><i id="two"></i></div>',
      after: '<div><i id="two"></i></div>',
      same: ['#two', 'div:has(> #two)'],
    },
    {
      what: 'an element of another name takes the place of the one before',
      before: '<p>text</p><span>kept</span>',
      after: '<h2>text</h2><span>kept</span>',
      same: ['main span'],
    },
    {
      what: 'drawings and comments are nodes like any other',
      before: '<svg viewBox="0 0 9 9"><circle r="1"/></svg><!-- a -->',
      after: '<svg viewBox="0 0 9 9"><circle r="2"/><path d="M0 0"/></svg><!-- b -->',
      same: ['main circle'],
    },
    {
      what: 'everything may go, and come',
      before: '<p>a</p><table><tbody><tr><td>1</td></tr></tbody></table>',
      after: '',
      same: [],
    },
    {
      what: 'what is kept is left alone',
      before: '<div data-kept="">mine</div><p>old</p>',
      after: '<div data-kept="">theirs</div><p>new</p>',
      same: ['main [data-kept]'],
      shown: '<div data-kept="">mine</div><p>new</p>',
    },
    {
      what: 'what is kept although the new page does not have it stays where it is',
      before: '<div data-kept="">mine</div><h2>old</h2><p>text</p>',
      after: '<h2>new</h2><p>text</p>',
      same: ['main [data-kept]', 'main h2'],
      shown: '<div data-kept="">mine</div><h2>new</h2><p>text</p>',
    },
    {
      what: 'what comes before and behind what is kept does so afterwards',
      before: '<p data-key="a">a</p><p data-key="b">b</p><div data-kept="">mine</div>',
      after: '<p data-key="n">n</p><p data-key="b">b</p><div data-kept="">theirs</div><p data-key="a">a</p>',
      same: ['main [data-kept]', '[data-key=a]', '[data-key=b]'],
      shown: '<p data-key="n">n</p><p data-key="b">b</p><div data-kept="">mine</div><p data-key="a">a</p>',
    },
  ];
  for (const { what, before, after, same, shown } of cases) {
    test(what, async ({ page, signIn }) => {
      await signIn();
      await serve(page, before, after);
      await page.evaluate((all) => all.forEach((selector) => { document.querySelector(selector).mine = selector; }), same);
      await follow(page);
      const html = await page.locator('main').evaluate((main) => {
        main.querySelector('#go').remove();
        return main.innerHTML;
      });
      const parsed = await page.evaluate((text) => {
        const part = document.createElement('div');
        part.innerHTML = text;
        return part.innerHTML;
      }, shown ?? after);
      expect(html).toBe(parsed);
      expect(await page.evaluate((all) => all.map((selector) => document.querySelector(selector).mine), same)).toEqual(same);
    });
  }
});

// Each control, what somebody does to it, and what it says of itself afterwards.
const controls = [
  { what: 'a box that was ticked', html: '<input id="it" type="checkbox">', act: (it) => { it.checked = true; }, see: (it) => it.checked, loaded: false, kept: true },
  { what: 'a box that was unticked', html: '<input id="it" type="checkbox" checked>', act: (it) => { it.checked = false; }, see: (it) => it.checked, loaded: true, kept: false },
  { what: 'a box that is neither', html: '<input id="it" type="checkbox">', act: (it) => { it.indeterminate = true; }, see: (it) => it.indeterminate, loaded: false, kept: true },
  { what: 'one of several', html: '<input type="radio" name="r" checked><input id="it" type="radio" name="r">', act: (it) => { it.checked = true; }, see: (it) => it.checked, loaded: false, kept: true },
  { what: 'a typed text', html: '<input id="it" value="said">', act: (it) => { it.value = 'typed'; }, see: (it) => it.value, loaded: 'said', kept: 'typed' },
  { what: 'a typed number', html: '<input id="it" type="number" value="3">', act: (it) => { it.value = '4'; }, see: (it) => it.value, loaded: '3', kept: '4' },
  { what: 'a password', html: '<input id="it" type="password">', act: (it) => { it.value = 'secret'; }, see: (it) => it.value, loaded: '', kept: 'secret' },
  { what: 'a long text', html: '<textarea id="it">said</textarea>', act: (it) => { it.value = 'typed'; }, see: (it) => it.value, loaded: 'said', kept: 'typed' },
  { what: 'a choice', html: '<select id="it"><option value="">any</option><option value="a">a</option></select>', act: (it) => { it.value = 'a'; }, see: (it) => it.value, loaded: '', kept: 'a' },
  { what: 'several choices', html: '<select id="it" multiple><option selected>a</option><option>b</option></select>', act: (it) => { it.options[0].selected = false; it.options[1].selected = true; }, see: (it) => [...it.selectedOptions].map(({ value }) => value).join(), loaded: 'a', kept: 'b' },
  { what: 'a fold that was opened', html: '<details id="it"><summary>more</summary></details>', act: (it) => { it.open = true; }, see: (it) => it.open, loaded: false, kept: true },
  { what: 'a fold that was closed', html: '<details id="it" open><summary>more</summary></details>', act: (it) => { it.open = false; }, see: (it) => it.open, loaded: true, kept: false },
  { what: 'a control that was switched off', html: '<button id="it">x</button>', act: (it) => { it.disabled = true; }, see: (it) => it.disabled, loaded: false, kept: false },
];

for (const { what, html, act, see, loaded, kept } of controls) {
  test(`${what} is as the page says after a step, and as the person left it after an update`, async ({ page, signIn }) => {
    await signIn();
    await serve(page, html, html);
    await page.locator('#it').evaluate(act);
    await follow(page);
    expect(await page.locator('#it').evaluate(see)).toBe(loaded);

    await page.unrouteAll();
    await listening(page, html, html);
    await page.locator('#it').evaluate(act);
    await arrived(page);
    expect(await page.locator('#it').evaluate(see)).toBe(kept);
  });
}

/** Serves a page that is brought up to date a moment after it is shown. */
async function listening(page, before, after) {
  await page.goto('/images');
  await page.route('**/case-events', async (route) => {
    // Long enough to do something on the page first.
    await new Promise((later) => { setTimeout(later, 1_500); });
    await route.fulfill({ contentType: 'text/event-stream', body: 'event: change\nid: 1\ndata: {}\n\n' }).catch(() => undefined);
  });
  await serve(page, before, after, 'data-live="/case-events"');
}

test('what the page itself says otherwise after an update is shown', async ({ page, signIn }) => {
  await signIn();
  await listening(page, '<input id="it" value="one"><input id="box" type="checkbox">', '<input id="it" value="two"><input id="box" type="checkbox" checked>');
  await arrived(page);
  await expect(page.locator('#it')).toHaveValue('two');
  await expect(page.locator('#box')).toBeChecked();
});

test('a text that is just being written is left alone, even where the page says otherwise', async ({ page, signIn }) => {
  await signIn();
  await listening(page, '<input id="it" value="one">', '<input id="it" value="two">');
  await page.locator('#it').fill('half-writ');
  await arrived(page);
  await expect(page.locator('#it')).toHaveValue('half-writ');
  await expect(page.locator('#it')).toBeFocused();
});

test('the focus and the cursor stay, whatever comes before the field or goes', async ({ page, signIn }) => {
  await signIn();
  await listening(page, '<ul><li data-key="a">a</li><li data-key="b">b</li><li data-key="f"><input value="text"></li></ul>', '<ul><li data-key="n">n</li><li data-key="f"><input value="text"></li><li data-key="a">a</li></ul>');
  const field = page.locator('main li input');
  await field.focus();
  await field.evaluate((input) => input.setSelectionRange(1, 2));
  await arrived(page);
  await expect(field).toBeFocused();
  expect(await field.evaluate((input) => [input.selectionStart, input.selectionEnd])).toEqual([1, 2]);
  expect(await page.locator('main li').allInnerTexts()).toEqual(['n', '', 'a']);
});

test('a dialog that was open is closed by the next page, and the page can be used', async ({ page, signIn }) => {
  await signIn();
  const html = '<dialog id="it"><a id="inside" href="/case?step=2">Go from inside</a></dialog><button id="after">after</button>';
  await serve(page, html, html);
  await page.locator('#it').evaluate((dialog) => dialog.showModal());
  await page.locator('#inside').click();
  await arrived(page);
  await expect(page.locator('#it')).toBeHidden();
  await page.locator('#after').click({ timeout: 2_000 });
});
