import JSON

/// Who has which licence, and how many are left.
struct LicenseBook: Sendable {
    private let org: Org

    init(_ org: Org) { self.org = org }

    /// The number of a licence; 400 when the org has none of that id.
    func index(of id: String) throws(ServiceFault) -> Int {
        guard let index = org["license"]?.index(of: id) else {
            throw ServiceFault(400, "the organization has no license with the id \(id)")
        }
        return index
    }

    /// The numbers of the people who have a licence.
    func holders(of id: String) -> [Int] { org["person"]?.holders(of: id, at: "licenses") ?? [] }

    /// Whether somebody else may have a licence; 400 when the org has none of that id.
    func isLeft(_ id: String) throws(ServiceFault) -> Bool {
        let license = LicenseMaker(org: org).license(try index(of: id))
        return Int64(holders(of: id).count) < license["totalUnits"]?.integer ?? 0
    }

    /// A licence with the counts of its use.
    func license(_ index: Int) -> JSONObject {
        let license = LicenseMaker(org: org).license(index)
        let count = JSONValue.integer(Int64(holders(of: license["id"]?.string ?? "").count))
        return license.merging(["consumedUnits": count, "consumedByUsers": count])
    }
}
