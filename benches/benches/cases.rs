//! The cases of `compare` under Criterion: `cargo bench -p cellwire-benches -- goip/keepalive`.

use core::time::Duration;

use cellwire_benches::{Inputs, Scale};
use criterion::{Criterion, Throughput};

fn main() {
    let mut criterion = Criterion::default()
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2))
        .sample_size(20)
        .configure_from_args();
    let inputs = Inputs::new(Scale::Full);
    for (protocol, mut case) in inputs.cases() {
        let mut group = criterion.benchmark_group(format!("{protocol}/{}", case.name));
        group.throughput(match case.unit {
            "byte" => Throughput::Bytes(case.units as u64),
            _ => Throughput::Elements(case.units as u64),
        });
        for contestant in &mut case.contestants {
            let name = contestant.name.replace(' ', "-");
            group.bench_function(name, |bencher| bencher.iter(&mut contestant.pass));
        }
        group.finish();
    }
    criterion.final_summary();
}
