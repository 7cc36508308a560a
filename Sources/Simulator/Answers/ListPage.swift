import Catalog
import JSON

/// Which part of a list a request asks for, in the way its operation pages.
///
/// What is shown is `first` up to, but not including, `end` of all entries.
struct ListPage: Sendable {
    /// Counted from 0, where the operation has pages.
    let number: Int64
    /// How many entries a page has, already cut.
    let size: Int
    private let offset: Int64
    /// Whether all is shown, because the operation has no paging.
    private let isWhole: Bool

    /// Reads the query of a list.
    ///
    /// - Parameters:
    ///   - query: the names and values of the request.
    ///   - paging: how the operation pages.
    ///   - cap: the size to which pages are cut without a word.
    /// - Throws: 400 for what it cannot be.
    init(_ query: FormFields, _ paging: Operation.Paging?, cap: Int) throws(ServiceFault) {
        func asked(_ name: String, usually: Int64) throws(ServiceFault) -> Int64 {
            try query.integer(name) ?? usually
        }
        var number: Int64 = 0
        var size: Int64 = .max
        var offset: Int64?
        isWhole = paging == nil
        switch paging {
        case nil: break
        case .page, .from, .startID:
            number = try asked("page", usually: 0)
            size = try asked("pageSize", usually: 100)
        case .flowPage:
            number = try asked("page", usually: 0)
            size = try asked("size", usually: 10)
        case .link:
            size = try asked("max", usually: 100)
            offset = try Self.place(in: query["cursor"])
        case .scim:
            size = try asked("count", usually: 100)
            let start = try asked("startIndex", usually: 1)
            offset = max(start, 1) - 1
        case .offset:
            size = try asked(query["limit"] == nil ? "max" : "limit", usually: 100)
            offset = try asked("offset", usually: 0)
        case .next:
            size = try asked("limit", usually: 100)
            offset = try Self.place(in: query["next"])
        case .start:
            size = try asked("limit", usually: 100)
            offset = try asked("start", usually: 0)
        }
        guard number >= 0, size >= 1, offset ?? 0 >= 0 else {
            throw ServiceFault(400, "pages count from 0, and a page has at least one entry")
        }
        self.number = number
        self.size = isWhole ? .max : Int(min(size, Int64(cap)))
        self.offset = offset ?? (isWhole ? 0 : number.multipliedReportingOverflow(by: Int64(self.size)).partialValue)
    }

    /// The first entry that is shown of so many, and the first one after it.
    func range(of count: Int) -> Range<Int> {
        guard !isWhole else { return 0..<count }
        let first = offset >= 0 && offset < Int64(count) ? Int(offset) : count
        return first..<min(count, first + min(size, count))
    }

    /// How many pages so many entries make.
    func pages(of count: Int) -> Int {
        isWhole ? 1 : (count + size - 1) / size
    }

    /// The opaque name of the place where the next page starts; nil behind the last one.
    func cursor(after count: Int) -> String? {
        let end = range(of: count).upperBound
        return end < count ? EncodedID.text("CURSOR", String(end)) : nil
    }

    private static func place(in cursor: String?) throws(ServiceFault) -> Int64 {
        guard let cursor else { return 0 }
        guard let place = EncodedID.id(of: "CURSOR", in: cursor).flatMap({ Int64($0) }) else {
            throw ServiceFault(400, "the cursor is none that was given out")
        }
        return place
    }
}
