import Catalog
import Hummingbird

/// Where an operation of the catalog is carried out: by an endpoint of its own, as one of a collection, or else with
/// nothing but the shape of its answer.
struct OperationDesk {
    private let service: Service

    init(_ service: Service) { self.service = service }

    /// Answers a request that was let in.
    func answer(
        _ call: Call,
        _ operation: Operation,
        ids: [String: String],
        _ authorization: Authorization
    ) async throws(ServiceFault) -> Response {
        service.sync.carryOut(now: call.now)
        let asked = try await RequestReader(service, call, operation, ids: ids).read(authorization)
        if let own = try OwnActions.answer(service, asked) { return own }
        if let action = CollectionAction(operation), let endpoint = try CollectionEndpoint(service, asked),
            endpoint.knows(action)
        {
            return try endpoint.answer(action)
        }
        return try ShapeEndpoint(service, asked).answer()
    }
}
