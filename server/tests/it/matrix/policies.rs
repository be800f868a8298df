use model::{Caller, DomainId, Policies, ProjectId, Role, Roles, Target, UserId};

use super::{part::Part, people::TestUser};

/// Where a row names policies, each of the project's people passes just where the rules of all of them hold for the
/// project's own. What `Other` is shown is a matter of visibility, which comes first.
#[test]
fn the_tables_agree_with_the_rules_of_the_policies_they_name() {
    let policies = Policies::default();
    let (mut wrong, mut asked) = (Vec::new(), 0);
    for part in Part::ALL {
        for row in part.table().rows {
            for (who, role) in [
                (TestUser::Reader, Role::Reader),
                (TestUser::Member, Role::Member),
                (TestUser::Admin, Role::Admin),
            ] {
                let caller = caller_with(role);
                let target = Target::of(&caller.project);
                let allowed = |act| policies.allow(&caller, act, &target);
                let allow = row.policies.iter().all(|act| allowed(*act));
                asked += row.policies.len();
                if !row.policies.is_empty() && !fits(allow, row.due(who)) {
                    let due = row.due(who);
                    let verb = if allow { "let" } else { "do not let" };
                    wrong.push(format!(
                        "{row}: the policies {verb} the {who} in, and the table says {due}"
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(asked > 100, "rows name their policies");
}

/// What may be done may still be of no use: `404` where there is nothing. What may not is refused, or as not there.
fn fits(allow: bool, due: &str) -> bool {
    let refused = ["403", "none"].contains(&due);
    if allow {
        !refused
    } else {
        refused || due == "404"
    }
}

fn caller_with(role: Role) -> Caller {
    Caller {
        user: UserId::new(),
        user_name: "somebody".to_owned(),
        project: ProjectId::new(),
        project_name: "lab".to_owned(),
        domain: DomainId::default_domain(),
        roles: Roles::from_iter([role]),
        origin: model::Origin::default(),
    }
}
