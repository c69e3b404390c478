use std::collections::{BTreeMap, VecDeque};
use std::io;
use std::path::Path;

use cellwire_cityeasy::TrackerId;
use cellwire_cityeasy::report::{Alarm, DateTime, Report};
use geojson::{Feature, FeatureCollection, Geometry, JsonObject, Position, feature};
use serde_json::json;

use crate::files;

/// Where trackers have been.
#[derive(Debug, Default)]
pub(super) struct Tracks {
    tracks: BTreeMap<TrackerId, VecDeque<Point>>,
    points: usize,
}

/// The most points that are kept; beyond that, the longest track loses its oldest.
const MAX_POINTS: usize = 200_000;

#[derive(Clone, Debug)]
struct Point {
    time: Option<DateTime>,
    longitude: f64,
    latitude: f64,
    altitude: Option<f64>,
    speed_kmh: Option<f64>,
    course: Option<f64>,
    alarm: Option<Alarm>,
    battery: Option<u16>,
    fix: bool,
    black_box: bool,
}

impl Tracks {
    /// Adds a report, if it has a position.
    pub(super) fn add(&mut self, id: TrackerId, report: &Report<'_>, black_box: bool) {
        let Some((latitude, longitude)) = report.latitude().zip(report.longitude()) else { return };
        if !report.is_valid() && (latitude, longitude) == (0.0, 0.0) {
            // What a tracker says that does not know.
            return;
        }
        self.tracks.entry(id).or_default().push_back(Point {
            time: report.utc(),
            longitude: rounded(longitude, 1e7),
            latitude: rounded(latitude, 1e7),
            altitude: report.altitude_metres(),
            speed_kmh: report.speed_kmh().map(|speed| rounded(speed, 10.0)),
            course: report.course_degrees(),
            alarm: report.alarm.filter(|alarm| *alarm != Alarm::NONE),
            battery: report.battery_percent,
            fix: report.is_valid(),
            black_box,
        });
        self.points += 1;
        if self.points > MAX_POINTS
            && let Some(longest) = self.tracks.values_mut().max_by_key(|track| track.len())
        {
            longest.pop_front();
            self.points -= 1;
        }
    }

    /// Writes the file that any map program opens.
    pub(super) fn save(&self, path: &Path) -> io::Result<()> {
        let collection = self.to_geojson();
        files::replace(path, |out| Ok(serde_json::to_writer(out, &collection)?))
    }

    fn to_geojson(&self) -> FeatureCollection {
        let mut features = Vec::new();
        for (id, track) in &self.tracks {
            // The black box comes late, but belongs where it was.
            let mut points: Vec<_> = track.iter().collect();
            points.sort_by_key(|point| point.time);
            features.extend(line(*id, &points));
            features.extend(points.into_iter().map(|point| point.feature(*id)));
        }
        FeatureCollection::new(features)
    }
}

/// The way of a tracker, if it has moved at all.
fn line(id: TrackerId, points: &[&Point]) -> Option<Feature> {
    let fixes: Vec<_> = points.iter().filter(|point| point.fix).collect();
    let mut lines = vec![Vec::new()];
    let mut last: Option<&Point> = None;
    for point in &fixes {
        if let Some((edge, latitude)) = last.and_then(|last| crossing(last, point)) {
            // RFC 7946, 3.1.9: cut in two where it crosses the antimeridian.
            lines.last_mut()?.push(Position::from([edge, latitude]));
            lines.push(vec![Position::from([-edge, latitude])]);
        }
        lines.last_mut()?.push(point.position());
        last = Some(point);
    }
    let geometry = match &mut lines[..] {
        [line] if line.len() < 2 => return None,
        [line] => Geometry::new_line_string(core::mem::take(line)),
        _ => Geometry::new_multi_line_string(lines),
    };
    let time = |point: Option<&&&Point>| point?.time.map(|time| time.to_string());
    let (first, last) = (time(fixes.first()), time(fixes.last()));
    let properties = json!({
        "name": id.to_string(),
        "id": id.to_string(),
        "points": fixes.len(),
        "from": first,
        "to": last,
    });
    let id = Some(feature::Id::String(id.to_string()));
    Some(feature(geometry, id, properties))
}

/// The longitude and latitude at which the way from one point to the next leaves the map.
fn crossing(from: &Point, to: &Point) -> Option<(f64, f64)> {
    if (to.longitude - from.longitude).abs() <= 180.0 {
        return None;
    }
    let edge = 180_f64.copysign(from.longitude);
    let before = (edge - from.longitude).abs();
    let behind = (edge + to.longitude).abs();
    let share = if before + behind > 0.0 { before / (before + behind) } else { 0.0 };
    Some((edge, rounded(from.latitude + share * (to.latitude - from.latitude), 1e7)))
}

fn rounded(number: f64, scale: f64) -> f64 {
    (number * scale).round() / scale
}

fn feature(geometry: Geometry, id: Option<feature::Id>, properties: serde_json::Value) -> Feature {
    let properties = match properties {
        serde_json::Value::Object(properties) => properties,
        _ => JsonObject::new(),
    };
    // A property that is not known is not there.
    let properties = properties.into_iter().filter(|(_, value)| !value.is_null()).collect();
    Feature {
        bbox: None,
        geometry: Some(geometry),
        id,
        properties: Some(properties),
        foreign_members: None,
    }
}

impl Point {
    fn position(&self) -> Position {
        match self.altitude {
            Some(altitude) => Position::from([self.longitude, self.latitude, altitude]),
            None => Position::from([self.longitude, self.latitude]),
        }
    }

    fn feature(&self, id: TrackerId) -> Feature {
        let properties = json!({
            "id": id.to_string(),
            "time": self.time.map(|time| time.to_string()),
            "fix": self.fix,
            "speed_kmh": self.speed_kmh,
            "course_deg": self.course,
            "battery_percent": self.battery,
            "alarm": self.alarm.map(|alarm| alarm.0),
            "alarm_name": self.alarm.map(crate::cityeasy::words::alarm_name),
            "black_box": self.black_box,
        });
        feature(Geometry::new_point(self.position()), None, properties)
    }
}

#[cfg(test)]
mod tests {
    use cellwire_cityeasy::report::ReportText;
    use geojson::{GeoJson, GeometryValue};

    use super::*;

    fn tracks(reports: &[&str]) -> Tracks {
        let mut tracks = Tracks::default();
        for report in reports {
            let id = TrackerId::new("123").unwrap();
            tracks.add(id, &ReportText::from_wire(report.as_bytes()).parse(), false);
        }
        tracks
    }

    #[test]
    fn a_line_in_the_order_of_time_and_points() {
        let tracks = tracks(&[
            "100010,A,2200.0000,N,11300.0000,E,10,90,210911,,|1.0|5.5||0000|01|90|80",
            "100000,A,2200.0000,N,11301.0000,E,,,210911,,|1.0|||0000|00|90|80",
            "100020,V,2200.0000,N,11302.0000,E,,,210911,,||||0000|10|5|80",
            "100030,V,0000.0000,N,00000.0000,E,,,210911,,||||0000|00|5|80",
            "100040,V,,,,,,,210911,,||||0000|00|5|80",
        ]);
        let text = tracks.to_geojson().to_string();
        let GeoJson::FeatureCollection(read) = text.parse().unwrap() else { panic!("{text}") };
        assert_eq!(read.features.len(), 1 + 3);
        let GeometryValue::LineString { coordinates } =
            &read.features[0].geometry.as_ref().unwrap().value
        else {
            panic!("{text}")
        };
        assert_eq!(coordinates.len(), 2);
        assert!((coordinates[0][0] - 113.016_666_7).abs() < 1e-9);
        assert_eq!((coordinates[1][1], coordinates[1][2]), (22.0, 5.5));
        assert_eq!(read.features[2].property("alarm_name").unwrap(), "SOS button pressed");
        assert_eq!(read.features[3].property("fix").unwrap(), false);
    }

    #[test]
    fn over_the_antimeridian() {
        let tracks = tracks(&[
            "100000,A,1000.0000,S,17945.0000,E,,,210911,,|||||00||",
            "100010,A,1024.0000,S,17915.0000,W,,,210911,,|||||00||",
        ]);
        let text = tracks.to_geojson().to_string();
        let parts = ["MultiLineString", "[180.0,-10.1]", "[-180.0,-10.1]"];
        assert!(parts.iter().all(|part| text.contains(part)), "{text}");
    }

    #[test]
    fn nothing_is_an_empty_collection_and_one_point_no_line() {
        assert_eq!(tracks(&[]).to_geojson().features.len(), 0);
        let one = tracks(&["100000,A,1000.0000,S,17959.0000,E,,,210911,,|||||00||"]);
        assert_eq!(one.to_geojson().features.len(), 1);
    }
}
