// Every page of the dashboard once, for specs that look at them all.
import { readFileSync } from 'node:fs';

const NOBODY = '00000000000000000000000000000000';
const NOWHERE = '00000000-0000-4000-8000-000000000000';

/**
 * `route`, as the program's own table has it; `name`, as a screenshot is called; `path`, on a server as `createSampleData` leaves it;
 * `wrong`, an address of this page at which something is not there or not right; `bare`, the page with nothing on it, where that differs.
 */
export const TOUR = [
  { route: '/login', name: 'sign-in', path: () => '/login', guest: true, wrong: () => '/login?refused' },
  { route: '/projects/{project}/images', name: 'images', path: (at) => `/projects/${at.project}/images`, wrong: (at) => `/projects/${at.project}/images?sort=nothing` },
  { route: '/projects/{project}/images', name: 'images-all', path: (at) => `/projects/${at.project}/images?tab=all` },
  { route: '/projects/{project}/images', name: 'images-shared', path: (at) => `/projects/${at.project}/images?tab=shared` },
  {
    route: '/projects/{project}/images/selected',
    name: 'selected',
    path: (at) => `/projects/${at.project}/images/selected?id=${at.image?.id ?? NOWHERE}&id=${at.protected?.id ?? NOWHERE}`,
    wrong: (at) => `/projects/${at.project}/images/selected?id=nothing`,
  },
  { route: '/projects/{project}/images/{id}', name: 'image', path: (at) => `/projects/${at.project}/images/${at.image.id}`, wrong: (at) => `/projects/${at.project}/images/${NOWHERE}`, full: true },
  { route: '/projects/{project}/images/{id}/delete', name: 'delete', path: (at) => `/projects/${at.project}/images/${at.image.id}/delete`, wrong: (at) => `/projects/${at.project}/images/${at.protected?.id ?? NOWHERE}/delete`, full: true },
  { route: '/projects/{project}/sharing', name: 'sharing', path: (at) => `/projects/${at.project}/sharing`, wrong: () => `/projects/${NOBODY}/sharing` },
  { route: '/projects/{project}/activity', name: 'activity', path: (at) => `/projects/${at.project}/activity`, wrong: (at) => `/projects/${at.project}/activity?since=yesterday`, bare: (at) => `/projects/${at.project}/activity?actor=nobody` },
  { route: '/projects/{project}/find', name: 'find', path: (at) => `/projects/${at.project}/find?q=a`, wrong: () => `/projects/${NOBODY}/find`, bare: (at) => `/projects/${at.project}/find?q=nothing+is+called+so` },
  { route: '/projects/{project}/account', name: 'account', path: (at) => `/projects/${at.project}/account`, wrong: () => `/projects/${NOBODY}/account` },
  { route: '/projects/{project}/admin/projects', name: 'projects', path: (at) => `/projects/${at.project}/admin/projects`, wrong: () => `/projects/${NOBODY}/admin/projects` },
  { route: '/projects/{project}/admin/projects/{id}', name: 'project', path: (at) => `/projects/${at.project}/admin/projects/${at.research?.id ?? at.project}`, wrong: (at) => `/projects/${at.project}/admin/projects/${NOBODY}` },
  { route: '/projects/{project}/admin/roles', name: 'roles', path: (at) => `/projects/${at.project}/admin/roles`, wrong: () => `/projects/${NOBODY}/admin/roles` },
  { route: '/projects/{project}/admin/definitions', name: 'definitions', path: (at) => `/projects/${at.project}/admin/definitions`, wrong: () => `/projects/${NOBODY}/admin/definitions` },
  { route: '/projects/{project}/admin/definitions/{id}', name: 'namespace', path: (at) => `/projects/${at.project}/admin/definitions/OS%3A%3ACompute%3A%3AWatchdog`, wrong: (at) => `/projects/${at.project}/admin/definitions/nothing`, full: true },
  { route: '/projects/{project}/admin/certificates', name: 'certificates', path: (at) => `/projects/${at.project}/admin/certificates`, wrong: () => `/projects/${NOBODY}/admin/certificates` },
  { route: '/projects/{project}/admin/certificates/{id}', name: 'certificate', path: (at) => `/projects/${at.project}/admin/certificates/${at.certificate?.id ?? NOWHERE}`, wrong: (at) => `/projects/${at.project}/admin/certificates/${NOWHERE}`, full: true },
  { route: '/projects/{project}/admin/activity', name: 'activity-all', path: (at) => `/projects/${at.project}/admin/activity`, wrong: () => `/projects/${NOBODY}/admin/activity`, bare: (at) => `/projects/${at.project}/admin/activity?actor=nobody` },
  { route: '/projects/{project}/admin/users', name: 'users', path: (at) => `/projects/${at.project}/admin/users`, wrong: () => `/projects/${NOBODY}/admin/users` },
  { route: '/projects/{project}/admin/users/{id}', name: 'user', path: (at) => `/projects/${at.project}/admin/users/${at.alice?.id ?? at.user}`, wrong: (at) => `/projects/${at.project}/admin/users/${NOBODY}` },
];

/** Addresses that only lead to another page. */
const LEADS_ON = ['/', '/images', '/images/{id}'];

/** Routes of the program that no stop of the tour visits. */
export function unvisited() {
  const table = readFileSync(new URL('../app/src/pages/routes.rs', import.meta.url), 'utf8');
  const routes = [...table.matchAll(/^ {4}"([^"]+)" => /gm)].map(([, route]) => route);
  if (routes.length === 0) throw new Error('routes.rs has no table any more that this can read');
  const visited = new Set([...LEADS_ON, ...TOUR.map((stop) => stop.route)]);
  return routes.filter((route) => !visited.has(route));
}
