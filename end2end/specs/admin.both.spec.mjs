// What an admin does for others: projects, quotas, people, roles.
import { api as apiOf } from '../api.mjs';
import { expect, fillIn, test } from '../fixtures.mjs';
import { member } from '../people.mjs';

test('a project is made, given a limit and people, and ended', async ({ page, vitrine, signIn, api }) => {
  const alice = await member(api, 'alice', 'research');
  await signIn();
  await page.goto(`/projects/${api.project}/admin/projects`);
  await page.getByText('New project').click();
  await page.getByLabel('Name', { exact: true }).fill('lab');
  await page.getByLabel('Description').fill('Things to try');
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('lab');

  const limit = page.getByLabel('Images', { exact: true });
  await limit.fill('1');
  await page.locator('form', { has: limit }).getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('The quota is saved and holds at once.')).toBeVisible();

  await page.getByLabel('User name').fill('alice');
  await page.getByRole('button', { name: 'Give the role' }).click();
  await expect(page.getByText('The role is given.')).toBeVisible();
  const inLab = await apiOf(vitrine.url, { ...alice, project: 'lab' });
  await inLab.image('first');
  await expect(inLab.image('second'), 'the limit holds').rejects.toThrow(/413/);

  await page.getByRole('button', { name: 'Remove member from alice' }).click();
  await expect(page.getByText('Nobody has a role here.')).toBeVisible();
  await expect(inLab.images(), 'what rested on the role has ended').rejects.toThrow(/401/);

  await page.getByRole('button', { name: 'Disable' }).click();
  await expect(page.getByText('lab is disabled.')).toBeVisible();
  await page.getByLabel('To be sure, type the name: lab').fill('lap');
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  await page.getByLabel('To be sure, type the name: lab').fill('lab');
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(page.getByText('lab is deleted.')).toBeVisible();
  await expect(page.getByRole('row', { name: /lab/ })).toHaveCount(0);
});

test('a user is made with a password that is shown once, kept out, and deleted', async ({ page, vitrine, signIn, api }) => {
  await api.ask('POST', '/identity/v3/projects', { project: { name: 'lab' } });
  await signIn();
  await page.goto(`/projects/${api.project}/admin/users`);
  await page.getByText('New user').click();
  await page.getByLabel('Name', { exact: true }).fill('bob');
  await page.locator('main select[name=project]').selectOption('lab');
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('bob');
  const bob = { name: 'bob', project: 'lab', password: await shown(page) };
  const first = await apiOf(vitrine.url, bob);

  await page.getByRole('button', { name: 'Reset the password' }).click();
  await expect(page.getByText('bob has a new password. It is shown this once:')).toBeVisible();
  await expect(page.getByRole('status').locator('code')).not.toHaveText(bob.password);
  const password = await shown(page);
  await expect(first.images(), 'a reset ends what was signed in').rejects.toThrow(/401/);
  await apiOf(vitrine.url, { ...bob, password });

  await page.getByRole('button', { name: 'Disable' }).click();
  await expect(page.getByText('bob is disabled.')).toBeVisible();
  await expect(apiOf(vitrine.url, { ...bob, password })).rejects.toThrow(/401/);

  await page.getByLabel('To be sure, type the name: bob').fill('bob');
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(page.getByText('bob is deleted.')).toBeVisible();
});

test('who is no admin is shown no link, and refused', async ({ page, api, complaints }) => {
  complaints.allow(/status of 403/);
  const alice = await member(api, 'alice', 'research');
  await page.goto('/login');
  await fillIn(page, alice);
  await expect(page).toHaveURL(/\/images$/);
  await expect(page.getByText('Administration')).toHaveCount(0);

  for (const place of ['projects', 'users', `projects/${api.project}`, `users/${api.user}`]) {
    const answer = await page.goto(`/projects/${alice.projectId}/admin/${place}`);
    expect(answer.status(), place).toBe(403);
  }
});

/** The secret that the page shows this once. */
async function shown(page) {
  return (await page.getByRole('status').locator('code').innerText()).trim();
}
