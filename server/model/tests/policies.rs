//! What docs/policies.md says is what the program does.

use model::Policy;

#[test]
fn the_table_of_policies_is_the_programs() {
    let page = include_str!("../../../docs/policies.md");
    let (_, table) = page.split_once("## The table").expect("a table");
    let written: Vec<&str> = table
        .lines()
        .filter(|line| line.starts_with("| `"))
        .collect();
    let line = |policy: &Policy| {
        let rule = match policy.default_rule() {
            "" => "everybody".to_owned(),
            rule => format!("`{rule}`"),
        };
        let asked = match policy.asked_by() {
            "" => "nothing that is served yet",
            asked => asked,
        };
        format!("| `{policy}` | {} | {rule} | {asked} |", policy.meaning())
    };
    let lines: Vec<String> = Policy::ALL.iter().map(line).collect();
    assert_eq!(written, lines, "the table should be:\n{}", lines.join("\n"));
}
