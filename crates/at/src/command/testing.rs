//! What each command and each line is tested with: what one side writes, the other side reads.

use alloc::format;
use core::fmt::Debug;

use super::{Command, Fields, Information, suffix};
use crate::Line;
use crate::params::Params;

/// The command is written as `wire`, without `AT` and CR, and read from it, without anything odd.
#[track_caller]
pub(crate) fn assert_command<'a, C>(wire: &'a str, command: C)
where
    C: Command + Fields<'a> + PartialEq + Debug,
{
    let mut buffer = [0; 400];
    let len = command.write_line(&mut buffer).unwrap();
    assert_eq!(str::from_utf8(&buffer[..len]).unwrap(), format!("AT{wire}\r"));
    assert_eq!(command.plan().name(), C::NAME);
    assert_eq!(command.plan().form(), C::FORM);
    let fields = wire.strip_prefix(C::NAME).unwrap().strip_prefix(suffix::<C>()).unwrap();
    let mut params = Params::strict(fields.as_bytes());
    assert_eq!(C::read(&mut params).unwrap(), command);
    params.end().unwrap();
}

/// The line is written as `wire`, and read from it, without anything odd.
#[track_caller]
pub(crate) fn assert_line<'a, I>(wire: &'a str, information: I)
where
    I: Information<'a> + PartialEq + Debug,
{
    assert_written(wire, &information);
    assert_eq!(I::parse(Line::new(wire.as_bytes())).unwrap(), information);
}

/// The line is written as `wire`.
#[track_caller]
pub(crate) fn assert_written<'a, I: Information<'a>>(wire: &str, information: &I) {
    let mut buffer = [0; 400];
    let len = information.write_line(&mut buffer).unwrap();
    assert_eq!(str::from_utf8(&buffer[..len]).unwrap(), wire);
}

/// What the line says, however odd it is.
#[track_caller]
pub(crate) fn answer<C: Command>(line: &str) -> C::Answer<'_> {
    C::answer(Line::new(line.as_bytes())).unwrap()
}
