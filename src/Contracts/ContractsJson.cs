using System.Text.Json.Serialization;

namespace Mfa.Contracts;

/// <summary>The JSON of the messages, as it stands in the outboxes and on the bus.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SendMail))]
[JsonSerializable(typeof(MailDelivery))]
[JsonSerializable(typeof(AuditEvent))]
public sealed partial class ContractsJson : JsonSerializerContext;
