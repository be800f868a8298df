// Somebody besides the admin.

/** A user `name` who is a member of a project of their own, as a sign-in form or the API is told. */
export async function member(api, name, project) {
  const password = `${name} in the lab, 7`;
  const made = (await api.ask('POST', '/identity/v3/projects', { project: { name: project } })).project;
  const { user } = await api.ask('POST', '/identity/v3/users', { user: { name, password } });
  const [role] = (await api.ask('GET', '/identity/v3/roles?name=member')).roles;
  await api.ask('PUT', `/identity/v3/projects/${made.id}/users/${user.id}/roles/${role.id}`);
  return { name, password, project, id: user.id, projectId: made.id };
}
