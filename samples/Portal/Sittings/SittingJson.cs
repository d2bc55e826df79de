using System.Text.Json.Serialization;

namespace Mfa.Samples.Portal.Sittings;

[JsonSerializable(typeof(Sitting))]
internal sealed partial class SittingJson : JsonSerializerContext;
