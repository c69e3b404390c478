use cellwire_at::{CommandLine, Plan};

/// Any line: each command has a name and stands in the line, and it can be told what may come of it.
pub fn command_line(data: &[u8]) {
    let mut count = 0;
    for request in CommandLine::new(data) {
        match request {
            Ok(request) => {
                assert!(!request.name.as_str().is_empty());
                assert!(request.params.as_bytes().len() <= data.len());
                let _ = format!("{request:?} {}", request.params.count());
            }
            Err(error) => {
                let _ = error.to_string();
            }
        }
        count += 1;
        assert!(count <= data.len() + 1, "more commands than bytes");
    }
    let plan = Plan::of_line(data);
    assert!(!plan.deadline().is_zero());
}
