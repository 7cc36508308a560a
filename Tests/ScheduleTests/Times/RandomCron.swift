import Host
import Schedule

/// Numbers that look random, and are the same each time.
struct SeededNumbers: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
        return mixed ^ mixed >> 31
    }
}

/// A cron expression that may hold whatever the syntax has, and a zone.
struct RandomCron {
    let text: String
    let zone: ZoneRules

    /// Zones whose clocks change in many ways: by half an hour, at midnight, backwards in winter, by rules of their own.
    private static let zones = [
        "UTC", "Europe/Berlin", "Europe/London", "Europe/Dublin", "Europe/Chisinau", "Europe/Istanbul", "Europe/Moscow",
        "America/New_York", "America/Los_Angeles", "America/Santiago", "America/Asuncion",
        "America/Havana", "America/Sao_Paulo", "America/Caracas", "America/Nuuk", "America/Scoresbysund",
        "America/Mexico_City", "Atlantic/Azores", "Africa/Casablanca", "Africa/Cairo", "Africa/Windhoek", "Asia/Beirut",
        "Asia/Gaza", "Asia/Amman", "Asia/Tehran", "Asia/Kolkata", "Asia/Kathmandu", "Asia/Pyongyang", "Asia/Tokyo",
        "Australia/Lord_Howe", "Australia/Sydney", "Australia/Adelaide", "Antarctica/Troll", "Antarctica/Casey",
        "Pacific/Auckland", "Pacific/Chatham", "Pacific/Apia", "Pacific/Kiritimati", "Pacific/Norfolk",
        "Pacific/Easter",
        "+05:45", "-03:30",
    ].compactMap { try? ZoneRules(named: $0) }

    init(_ random: inout SeededNumbers) {
        zone = Self.zones.randomElement(using: &random) ?? .utc
        let minute = Self.field(0...59, &random)
        // Around the hours at which clocks change.
        let hour = Bool.random(using: &random) ? Self.field(0...3, of: 0...23, &random) : Self.field(0...23, &random)
        text = [minute, hour, Self.days(&random), Self.months(&random), Self.weekdays(&random)].joined(separator: " ")
    }

    /// An instant to begin from: mostly within two days of a change of the clocks, from 1990 on, else anywhere.
    func start(_ random: inout SeededNumbers) -> Int64 {
        let moment = Int64.random(in: 631_152_000...2_524_608_000, using: &random) * 1_000
        let change = zone.stretch(at: moment).start
        guard change > 631_152_000_000, Int.random(in: 0..<5, using: &random) > 0 else { return moment }
        return change + Int64.random(in: -172_800...86_400, using: &random) * 1_000
    }

    private static func field(
        _ range: ClosedRange<Int>,
        of whole: ClosedRange<Int>? = nil,
        _ random: inout SeededNumbers
    ) -> String {
        let whole = whole ?? range
        switch Int.random(in: 0..<10, using: &random) {
        case 0, 1: return "*"
        case 2: return "*/\(Int.random(in: 1...whole.count, using: &random))"
        case 3, 4: return span(range, whole, &random)
        case 5:
            return (0..<Int.random(in: 2...4, using: &random)).map { _ in
                Bool.random(using: &random) ? "\(Int.random(in: range, using: &random))" : span(range, whole, &random)
            }.joined(separator: ",")
        default: return "\(Int.random(in: range, using: &random))"
        }
    }

    /// A range or a number, often with a step.
    private static func span(_ range: ClosedRange<Int>, _ whole: ClosedRange<Int>, _ random: inout SeededNumbers)
        -> String
    {
        let step = "/\(Int.random(in: 1...whole.count, using: &random))"
        let (one, other) = (Int.random(in: range, using: &random), Int.random(in: range, using: &random))
        switch Int.random(in: 0..<3, using: &random) {
        case 0: return "\(one)" + step
        // A range of one number with a step: cronsim goes on to the end, as if only the number stood there.
        case 1 where one != other: return "\(min(one, other))-\(max(one, other))" + step
        default: return "\(min(one, other))-\(max(one, other))"
        }
    }

    private static func days(_ random: inout SeededNumbers) -> String {
        switch Int.random(in: 0..<12, using: &random) {
        case 0...5: "*"
        case 6: "L"
        case 7: "LW"
        case 8: "L,\(Int.random(in: 1...31, using: &random))"
        case 9: "*/\(Int.random(in: 1...31, using: &random))"
        default: field(1...31, &random)
        }
    }

    private static func months(_ random: inout SeededNumbers) -> String {
        let names = ["JAN", "feb", "Mar", "APR", "may", "JUN", "jul", "AUG", "Sep", "OCT", "NOV", "dec"]
        switch Int.random(in: 0..<10, using: &random) {
        case 0...5: return "*"
        case 6: return names[Int.random(in: 0..<12, using: &random)]
        case 7:
            return "\(names[Int.random(in: 0..<6, using: &random)])-\(names[Int.random(in: 6..<12, using: &random)])"
        default: return field(1...12, &random)
        }
    }

    private static func weekdays(_ random: inout SeededNumbers) -> String {
        let names = ["SUN", "mon", "Tue", "WED", "thu", "FRI", "Sat"]
        switch Int.random(in: 0..<14, using: &random) {
        case 0...5: return "*"
        case 6: return names[Int.random(in: 0..<7, using: &random)]
        case 7: return "\(names[Int.random(in: 0..<3, using: &random)])-\(names[Int.random(in: 3..<7, using: &random)])"
        case 8: return "\(Int.random(in: 0...7, using: &random))L"
        case 9:
            let day = names[Int.random(in: 0..<7, using: &random)]
            return "\(day)#\(Int.random(in: 1...5, using: &random)),\(Int.random(in: 0...7, using: &random))#1"
        case 10: return "*/\(Int.random(in: 1...8, using: &random))"
        default: return field(0...7, &random)
        }
    }
}
