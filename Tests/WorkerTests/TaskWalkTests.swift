import Foundation
import JSON
import Testing
import Wire

/// Walks of tasks against services that cut their answers, refuse large ones, or have an order of their own.
@Suite("walks of tasks whose pages are cut short")
struct TaskWalkTests {
    /// A service with tasks, and with habits.
    struct Service {
        enum Order { case ascending, descending, shuffled }

        var created: [Int]
        var order = Order.ascending
        /// How many tasks an answer holds at most, whatever was asked for.
        var cap = Int.max
        /// More tasks than this in a window are refused, with that status and text.
        var limit = Int.max
        var refusal = (413, "request entity too large")
        /// A page that is asked to be larger is refused.
        var largestPage = Int.max
        var isInclusive = false

        func answer(_ call: ScriptedCall) -> Answer {
            let from = Int(call["from"]?.integer ?? 0), to = Int(call["to"]?.integer ?? 0)
            let size = Int(call["pageSize"]?.integer ?? 100)
            var found = created.enumerated().map { (id: $0.offset, created: $0.element) }
                .filter { ($0.created > from || isInclusive && $0.created == from) && $0.created < to }
                .sorted { ($0.created, $0.id) < ($1.created, $1.id) }
            guard found.count <= limit, size <= largestPage else {
                return .failure(#"{"kind":"invalid","status":\#(refusal.0),"message":"\#(refusal.1)"}"#)
            }
            if order == .descending { found.reverse() }
            if order == .shuffled { found.sort { $0.id * 7919 % 10_007 < $1.id * 7919 % 10_007 } }
            let page = found.prefix(min(size, cap))
                .map { #"{"id":"t\#($0.id)","attributes":{"createdTime":\#($0.created)}}"# }
            return .service(#"{"data":[\#(page.joined(separator: ","))]}"#)
        }
    }

    /// What a walk brought: how many tasks, whether each came once and in order, and the gaps it told of.
    private static func walk(
        _ service: Service,
        from: Int = 0,
        to: Int = 10_000_000,
        pageSize: Int? = nil
    ) throws -> (told: String, calls: Int) {
        let size = pageSize.map { ", pageSize = \($0)" } ?? ""
        let host = try TestHost.serve(
            """
            local seen, count, last, gaps, ordered, once = {}, 0, 0, {}, true, true
            local ok, err = pcall(function()
                for task in cc.task.each({ from = \(from), to = \(to)\(size) }, { gap = function(gap)
                    gaps[#gaps + 1] = gap.from
                    assert(gap.to == gap.from + 1 and gap.message)
                end }) do
                    local created = task.attributes.createdTime
                    ordered, once = ordered and created >= last, once and not seen[task.id]
                    seen[task.id], last, count = true, created, count + 1
                end
            end)
            table.sort(gaps)
            print(count, ordered and once, table.concat(gaps, " "), ok or err.message)
            """
        ) { service.answer($0) }
        return (host.printed.trimmingCharacters(in: .newlines), host.log.filter { $0.hasPrefix("call") }.count)
    }

    /// Tasks spread over a window, of which a few share a millisecond.
    private static func spread(_ count: Int, over window: Int = 9_000_000) -> [Int] {
        (0..<count).map { 1000 + ($0 / 3 * 3) * (window / max(1, count)) }
    }

    @Test("in any order, cut at any size, all are there", arguments: [Service.Order.ascending, .descending, .shuffled])
    func orders(order: Service.Order) throws {
        for isInclusive in [false, true] {
            for cap in [7, 50, 1000, Int.max] {
                let service = Service(created: Self.spread(900), order: order, cap: cap, isInclusive: isInclusive)
                let (told, calls) = try Self.walk(service)
                #expect(told == "900\ttrue\t\ttrue", "\(cap) \(isInclusive)")
                // Never more than a few requests for what one answer can hold.
                #expect(calls <= 12 + 6 * max(1, 900 / min(cap, 900)) * (cap < 10 ? 3 : 1), "\(cap): \(calls)")
            }
        }
    }

    @Test("a full page in descending order is asked again in halves", arguments: [nil, 5, 100])
    func full(pageSize: Int?) throws {
        let service = Service(created: Self.spread(3000), order: .descending)
        let (told, calls) = try Self.walk(service, pageSize: pageSize)
        #expect(told == "3000\ttrue\t\ttrue")
        #expect(calls < 24, "\(calls)")
    }

    @Test(
        "a window that the service finds too large is asked in halves",
        arguments: [(413, "request entity too large"), (503, "the result is too Large for this window")]
    )
    func refused(status: Int, message: String) throws {
        for order in [Service.Order.ascending, .descending] {
            let service = Service(created: Self.spread(900), order: order, limit: 100, refusal: (status, message))
            let (told, calls) = try Self.walk(service)
            #expect(told == "900\ttrue\t\ttrue", "\(order)")
            #expect(calls < 120, "\(calls)")
        }
    }

    @Test("a page that the service finds too large is asked smaller, once its window cannot be halved")
    func refusedPage() throws {
        let service = Service(created: Self.spread(900), largestPage: 300)
        let (told, calls) = try Self.walk(service)
        #expect(told == "900\ttrue\t\ttrue")
        #expect(calls < 80, "\(calls)")
    }

    @Test("any other refusal is an error")
    func otherRefusals() throws {
        let service = Service(created: Self.spread(90), limit: 10, refusal: (503, "down for a while"))
        #expect(try Self.walk(service).told == "0\ttrue\t\tdown for a while")
    }

    @Test("a millisecond with more tasks than an answer holds is told, and all others are there")
    func crowded() throws {
        let burst = Array(repeating: 5_000_000, count: 1200)
        for order in [Service.Order.ascending, .descending] {
            for cap in [1000, 20] {
                let service = Service(created: Self.spread(90) + burst, order: order, cap: cap)
                let (told, calls) = try Self.walk(service)
                #expect(told == "\(90 + cap)\ttrue\t5000000\ttrue", "\(order) \(cap)")
                #expect(calls < 120, "\(order) \(cap): \(calls)")
            }
        }
    }

    @Test("a millisecond that the service refuses as too large is told, and all others are there")
    func refusedMillisecond() throws {
        let burst = Array(repeating: 5_000_000, count: 60)
        let (told, calls) = try Self.walk(Service(created: Self.spread(90) + burst, limit: 50))
        #expect(told == "90\ttrue\t5000000\ttrue")
        #expect(calls < 120, "\(calls)")
    }

    @Test("a window whose tasks share one millisecond is looked at from both sides")
    func oneMillisecond() throws {
        let burst = Array(repeating: 5_000_000, count: 12)
        #expect(try Self.walk(Service(created: burst)).told == "12\ttrue\t\ttrue")
        // The older are hidden behind it, or the newer.
        for order in [Service.Order.ascending, .descending] {
            let created = [4_000_000] + burst + [6_000_000]
            let (told, _) = try Self.walk(Service(created: created, order: order, cap: 12))
            #expect(told.hasPrefix("14\ttrue"), "\(order): \(told)")
        }
    }

    @Test("nothing else is asked of a service that has its order and cuts nothing")
    func least() throws {
        #expect(try Self.walk(Service(created: [])).calls == 1)
        #expect(try Self.walk(Service(created: [5000])).calls == 2)
        #expect(try Self.walk(Service(created: Self.spread(900))).calls == 2)
        #expect(try Self.walk(Service(created: Self.spread(9000))).calls <= 11)
    }

    @Test("a service that answers tasks of another time than it was asked for is told, in place of a loop")
    func otherWindow() throws {
        let page = (1...5).reversed().map { #"{"id":"t\#($0)","attributes":{"createdTime":\#(5000 + $0)}}"# }
        let host = try TestHost.serve(
            """
            local ok, err = pcall(function() for _ in cc.task.each { from = 0, to = 10000 } do end end)
            print(ok, err.kind, err.message)
            """
        ) { _ in .service(#"{"data":[\#(page.joined(separator: ","))]}"#) }
        #expect(host.printed.hasPrefix("false\tunavailable\tthe service was asked for tasks from"), "\(host.printed)")
    }
}
