import Webex

/// The path of a request as a script wrote it, with its organisation filled in: beneath a base, and nowhere else.
struct RequestPath {
    /// From its first slash on, percent-encoded as it came.
    let text: String
    /// Its parts, decoded.
    let segments: [String]
    private let organization: String

    /// What stands before the id of an organisation, in small letters.
    private static let organizationPlaces = ["organization", "organizations"]

    /// Takes a path in which `{orgid}` stands for the organisation of the token.
    ///
    /// - Throws: `HostError` of kind `invalid` for what is no path, or could leave the base.
    init(_ given: String, organization: String) throws(HostError) {
        guard given.hasPrefix("/"), !given.hasPrefix("//") else {
            throw HostError(
                .invalid,
                given,
                "is no path on the profile's bases",
                hint: "begin with /, without https:// and host"
            )
        }
        guard !given.contains("?"), !given.contains("#") else {
            throw HostError(.invalid, given, "holds a query", hint: "give its parameters as query = { … }")
        }
        let filled = given.split(separator: "/", omittingEmptySubsequences: false)
            .map { ["{orgid}", "{organizationid}"].contains($0.lowercased()) ? organization[...] : $0 }
            .joined(separator: "/")
        let isPlain = filled.utf8.allSatisfy { (33...126).contains($0) && !"\"<>\\^`{|}".utf8.contains($0) }
        guard isPlain else {
            throw HostError(.invalid, given, "holds a letter that no path may hold", hint: "percent-encode it")
        }
        text = filled
        segments = filled.split(separator: "/").map { Self.plain($0) }
        self.organization = organization
        guard !segments.contains(where: { $0 == "." || $0 == ".." }) else {
            throw HostError(.invalid, given, "leads out of its base")
        }
    }

    /// A part as a server may read it that decodes more than once.
    private static func plain(_ part: Substring) -> String {
        var text = String(part)
        while case let decoded = PercentEncoding.decoded(text), decoded != text { text = decoded }
        return text
    }

    /// Refuses a part that is more than one to whoever decodes it before it is split: its end may lead anywhere.
    func checkSegments() throws(HostError) {
        for segment in segments where segment.contains(where: { "/\\;".contains($0) }) {
            throw HostError(
                .invalid,
                text,
                "holds \(segment), whose / \\ or ; a path of no operation may not hold",
                hint: "call the operation that it belongs to by its name"
            )
        }
    }

    /// Refuses the organisation of a path that is not that of the token.
    func checkOrganization(_ id: String) throws(HostError) {
        guard PercentEncoding.decoded(id) == organization else {
            throw HostError(
                .denied,
                text,
                "names the organisation \(id), and the token belongs to \(organization)",
                hint: "write {orgid}, which is filled in"
            )
        }
    }

    /// Refuses a path that names another organisation where the API's paths name theirs.
    func checkOrganizations() throws(HostError) {
        let places = segments.map { $0.lowercased() }
        for (index, id) in segments.enumerated().dropFirst() {
            let isOrganization =
                Self.organizationPlaces.contains(places[index - 1])
                || places[..<index].suffix(2) == ["identity", "scim"]
            if isOrganization { try checkOrganization(id) }
        }
    }
}
