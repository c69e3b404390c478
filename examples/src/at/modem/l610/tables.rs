//! The names of the commands, and their test forms.

/// Those that have a test form, and what it says.
const TESTS: &[(&str, &str)] = &[
    ("+MIPCALL", "(0-3)"),
    ("+MIPOPEN", "(1-6),(0-65535),(<IP/URL>),(0-65535),(0-2,60-62)"),
    ("+MIPCLOSE", "(1-6),(0-2)"),
    ("+MIPSETS", "(1-6),(1-2048),(0-1000)"),
    ("+MIPDSETS", "(1-6),(1-2048),(0-1000)"),
    ("+MIPPUSH", "(1-6),(<IP>),(0-65535)"),
    ("+MIPFLUSH", "(1-6)"),
    ("+MIPCONF", "(1-6),(1-12),(1-10),(10-600),(1-75),(0-2)"),
    ("+MIPKEEPCONF", "(0-1),(1-36000),(1-750),(1-50)"),
    // What the manual prints is what the read form says.
    ("+MPING", "4,32,64,0,4000"),
    ("+MSDNS", "(1-7),(<IP>),(<IP>)"),
    ("+MSV6DNS", "(1-7),(<IP>),(<IP>)"),
    ("+MIPODM", "(1-6),(0-65535),(<IP/URL>),(1-65535),(0-2,60-62),(0-1)"),
    ("+MIPNTP", "(<IP/URL>),(1-65535)"),
];

/// Those that have none.
const OTHERS: [&str; 4] = ["+MIPSEND", "+MIPREAD", "+MIPDNS", "+GTSET"];

/// Whether it is a command of this manual.
pub(super) fn is_own(name: &str) -> bool {
    OTHERS.contains(&name) || test_values(name).is_some()
}

/// What a test form says.
pub(super) fn test_values(name: &str) -> Option<&'static str> {
    TESTS.iter().find(|test| test.0 == name).map(|test| test.1)
}
