use std::process::{Command, Stdio};

/// The function that [`instructions`] looks into: only what runs inside of it is counted.
pub const COUNTED_FUNCTION: &str = "cellwire_benches::count::counted";

/// Runs a pass where callgrind counts.
#[inline(never)]
pub fn counted(pass: &mut dyn FnMut()) {
    pass();
}

/// How many instructions this program spends in [`counted`] when it is run with these arguments.
///
/// # Errors
///
/// There is no valgrind, or it did not work; the text says which.
pub fn instructions(arguments: &[&str]) -> Result<u64, String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(format!("--toggle-collect={COUNTED_FUNCTION}*"))
        .arg(program)
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("valgrind: {error}"))?;
    let log = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        return Err(format!("valgrind: {}: {log}", output.status));
    }
    log.lines()
        .find_map(|line| line.split_once("Collected :"))
        .and_then(|(_, count)| count.trim().parse().ok())
        .filter(|count| *count > 0)
        .ok_or_else(|| format!("valgrind has counted nothing: {log}"))
}
