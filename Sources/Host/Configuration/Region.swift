/// A data centre of Webex Contact Center, by the name that people know it by.
///
/// The vendor publishes no complete list: these are the ones that its users name. Any other is reached by its address.
package enum Region: String, Sendable, CaseIterable {
    case us1, eu1, eu2, anz1, ca1, jp1, sg1

    /// Base of its contact-centre API, without a slash at its end.
    package var apiURL: String { "https://api.wxcc-\(rawValue).cisco.com" }

    /// The region of that name.
    ///
    /// - Parameters:
    ///   - name: as a person wrote it, in any case.
    ///   - subject: the option or key it was written for.
    /// - Returns: the region.
    /// - Throws: `HostError` with the list and the way round it; a near name would lead to another data centre.
    package static func check(_ name: String, subject: String) throws(HostError) -> Region {
        if let region = Region(rawValue: name.lowercased()) { return region }
        let names = allCases.map(\.rawValue).joined(separator: ", ")
        throw HostError(
            .invalid,
            subject,
            "there is no region '\(name.debugDescription.dropFirst().dropLast())' in the list",
            hint: "regions are \(names); any other is reached by its address, with --api-url or api_url"
        )
    }
}
