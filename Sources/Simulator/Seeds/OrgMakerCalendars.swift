import JSON

/// When the org works and when it does not.
extension OrgMaker {
    /// Business hours, and which holiday list each keeps; nil for none.
    static let businessHours: [(name: String, holidays: Int?)] = [
        ("Weekdays", 0), ("Round-the-Clock", nil), ("Weekdays 2023", 1),
    ]

    /// The holidays of each list: name, first day, last day, how often.
    ///
    /// Nothing in the second list ever comes again. Days are fixed, so that an org is the same on any day.
    static let holidayLists: [(name: String, days: [(name: String, first: String, last: String, frequency: String)])] =
        [
            (
                "Holidays",
                [
                    ("New Year", "2023-01-01", "2023-01-01", "Yearly"),
                    ("May Day", "2023-05-01", "2023-05-01", "Yearly"),
                    ("Christmas", "2023-12-25", "2023-12-26", "Yearly"),
                ]
            ),
            (
                "Holidays 2023",
                [
                    ("Move to new office", "2023-03-20", "2023-03-21", "DontRepeat"),
                    ("Company day", "2023-09-08", "2023-09-08", "DontRepeat"),
                ]
            ),
        ]

    func businessHours(_ index: Int) -> JSONObject {
        let (name, holidays) = Self.businessHours[index]
        let days: JSONValue =
            index == 1
            ? ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]
            : ["MON", "TUE", "WED", "THU", "FRI"]
        let shift: JSONValue = [
            "name": "Shift", "days": days, "startTime": index == 1 ? "00:00" : "08:00",
            "endTime": index == 1 ? "23:59" : "18:00",
        ]
        var fields: [(String, JSONValue)] = [
            ("name", .string(name)), ("timezone", "America/New_York"), ("workingHours", [shift]),
        ]
        if let holidays { fields.append(("holidaysId", id(.holidayList, holidays))) }
        return object(.businessHours, index, fields)
    }

    func holidayList(_ index: Int) -> JSONObject {
        let (name, days) = Self.holidayLists[index]
        let holidays: [JSONValue] = days.map { day in
            [
                "name": .string(day.name), "startDate": .string(day.first), "endDate": .string(day.last),
                "startTime": "00:00", "endTime": "23:59", "frequency": .string(day.frequency),
            ]
        }
        return object(.holidayList, index, [("name", .string(name)), ("holidays", .array(holidays))])
    }
}
