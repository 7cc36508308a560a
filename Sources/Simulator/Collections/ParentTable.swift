/// Which objects the ids in the middle of a path name.
enum ParentTable {
    private static let resources = [
        "addressBookId": "address_book", "outDialAniId": "outdial_ani", "autoCsatId": "auto_csat",
        "workspaceId": "journey_workspace", "locationId": "workspace_location", "contactListId": "contact_list",
    ]

    /// Refuses a path through an object that is not there.
    ///
    /// - Parameters:
    ///   - names: the names of the path that stand before the object's own, in their order.
    ///   - ids: the values of all names.
    ///   - org: where the objects must be.
    /// - Throws: 404 with what is not there.
    static func check(_ names: [String], _ ids: [String: String], in org: Org) throws(ServiceFault) {
        var parents: [String] = []
        for name in names {
            let id = ids[name] ?? ""
            if let resource = resources[name], let plan = org.plan(of: resource) {
                let collection = org.collection(resource, parents: Array(parents.suffix(plan.parentNames.count)))
                guard collection?.index(of: id) != nil else {
                    throw ServiceFault(404, "no \(resource) has the id \(id)")
                }
            }
            parents.append(id)
        }
    }
}
