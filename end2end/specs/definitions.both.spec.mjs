// Metadata definitions: what an admin edits, and how they help whoever changes an image.
import { expect, test } from '../fixtures.mjs';

const FILE = {
  namespace: 'Acme::Racks', display_name: 'Racks', visibility: 'public',
  resource_type_associations: [{ name: 'OS::Glance::Image', prefix: 'acme_' }],
  properties: { rack: { title: 'Rack', description: 'Where it stands.', type: 'string', enum: ['north', 'south'] } },
};

test('a namespace is pasted, read, edited and deleted', async ({ page, signIn, api }) => {
  await signIn();
  await page.goto(`/projects/${api.project}/admin/definitions`);
  await expect(page.getByRole('row', { name: /Watchdog/ })).toBeVisible();
  await page.getByText('Add a namespace').click();
  await page.getByLabel('Definition (JSON)').fill(JSON.stringify({ ...FILE, properties: { rack: { title: 'Rack' } } }));
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await expect(page.getByRole('alert')).toContainText('properties.rack');
  await page.getByLabel('Definition (JSON)').fill(JSON.stringify(FILE));
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Racks');
  await expect(page.getByText('Where it stands.', { exact: true })).toBeVisible();

  await page.getByText('Edit as JSON').click();
  const json = JSON.parse(await page.getByLabel('Definition (JSON)').inputValue());
  json.properties.rack.description = 'In which hall it stands.';
  await page.getByLabel('Definition (JSON)').fill(JSON.stringify(json));
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Acme::Racks is saved.')).toBeVisible();
  await expect(page.getByText('In which hall it stands.', { exact: true })).toBeVisible();

  await page.getByLabel('To be sure, type the name: Acme::Racks').fill('Acme::Racks');
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(page.getByText('Acme::Racks is deleted.')).toBeVisible();
  await expect(page.getByRole('row', { name: /Racks/ })).toHaveCount(0);
});

test('a known property is offered, explained and checked where an image is changed', async ({ page, signIn, api }) => {
  await api.ask('POST', '/image/v2/metadefs/namespaces', FILE);
  const image = await api.image('ours');
  await signIn();
  await page.goto(`/projects/${api.project}/images/${image.id}`);
  await page.getByText('Change this image').click();
  await expect(page.locator('datalist option[value=acme_rack]')).toHaveText('Rack · Racks');
  const fill = async (value) => {
    await page.getByLabel('New property').first().fill('acme_rack');
    await page.getByLabel('Value of the new property').first().fill(value);
    await page.getByRole('button', { name: 'Save' }).click();
  };
  await fill('west');
  await expect(page.getByText('acme_rack must be one of: north, south').first()).toBeVisible();
  await fill('north');
  await expect(page.getByText('ours is saved.')).toBeVisible();

  await page.getByText('Change this image').click();
  await expect(page.getByText('Where it stands.', { exact: true })).toBeVisible();
  await page.getByLabel('acme_rack', { exact: true }).selectOption('south');
  await page.getByRole('button', { name: 'Save' }).click();
  // The page still shows the message of the first save, so only the image tells when this one is through.
  const rack = async () => (await api.ask('GET', `/image/v2/images/${image.id}`)).acme_rack;
  await expect.poll(rack).toBe('south');
});
