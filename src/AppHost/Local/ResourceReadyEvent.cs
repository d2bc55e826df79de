namespace Aspire.Hosting.ApplicationModel;

internal sealed record ResourceReadyEvent(Resource Resource);
