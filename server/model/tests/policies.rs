//! What docs/policies.md says is what the program does.

use model::Act;

#[test]
fn the_table_of_policies_is_the_programs() {
    let page = include_str!("../../../docs/policies.md");
    let (_, table) = page.split_once("## The table").expect("a table");
    let written: Vec<&str> = table
        .lines()
        .filter(|line| line.starts_with("| `"))
        .collect();
    let line = |act: &Act| {
        let rule = match act.default_rule() {
            "" => "everybody".to_owned(),
            rule => format!("`{rule}`"),
        };
        let asked = match act.asked_by() {
            "" => "nothing that is served yet",
            asked => asked,
        };
        format!("| `{act}` | {} | {rule} | {asked} |", act.meaning())
    };
    let lines: Vec<String> = Act::ALL.iter().map(line).collect();
    assert_eq!(written, lines, "the table should be:\n{}", lines.join("\n"));
}
