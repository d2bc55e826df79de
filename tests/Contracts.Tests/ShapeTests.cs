using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Mfa.Contracts.Tests;

/// <summary>
/// The messages as other versions of our services read them: one approved file a message. A member may be added, optional, and its file with it; what stands there
/// may not change or go.
/// </summary>
public sealed class ShapeTests
{
    public static TheoryData<Type> Messages() =>
        [.. typeof(ContractsJson).Assembly.GetExportedTypes().Where(type => type.IsClass && !type.IsAbstract && !type.IsSubclassOf(typeof(JsonSerializerContext)))];

    [Theory]
    [MemberData(nameof(Messages))]
    public void AMessageHasItsApprovedShape(Type message) => Assert.Equal(Approved(message).ToJsonString(), Shape(message).ToJsonString());

    [Theory]
    [MemberData(nameof(Messages))]
    public void AMessageOfItsRequiredMembersAloneIsReadAndWrittenBack(Type message)
    {
        var least = new JsonObject(Approved(message)["members"]!.AsObject()
            .Where(member => member.Value!.GetValue<string>().EndsWith("required", StringComparison.Ordinal))
            .Select(member => KeyValuePair.Create(member.Key, (JsonNode?)(member.Value!.GetValue<string>().StartsWith("string", StringComparison.Ordinal) ? "text" : 7))));

        var read = least.Deserialize(Type(message));

        Assert.True(JsonNode.DeepEquals(least, JsonSerializer.SerializeToNode(read, Type(message))));
        foreach (var name in least.Select(member => member.Key).ToArray())
        {
            var without = least.DeepClone().AsObject();
            without.Remove(name);
            Assert.Throws<JsonException>(() => without.Deserialize(Type(message)));
        }
    }

    [Fact]
    public void AMemberOfALaterVersionIsPassedOver() =>
        Assert.Equal("evt_1", JsonSerializer.Deserialize("""{"id":"evt_1","type":"t","at":1,"later":{}}""", ContractsJson.Default.AuditEvent)!.Id);

    [Fact]
    public void EveryApprovedShapeHasItsMessage() => Assert.Equal(
        Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Shapes")).Select(Path.GetFileNameWithoutExtension).Order(),
        Messages().Select(row => row.Data.Name).Order());

    private static JsonTypeInfo Type(Type message) => ContractsJson.Default.GetTypeInfo(message)!;

    private static JsonObject Approved(Type message) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Shapes", $"{message.Name}.json")))!.AsObject();

    // The name on the wire is the type's with its namespace; members in the order of their names.
    private static JsonObject Shape(Type message) => new()
    {
        ["name"] = $"urn:message:{message.Namespace}:{message.Name}",
        ["members"] = new JsonObject(Type(message).Properties.OrderBy(member => member.Name, StringComparer.Ordinal).Select(member =>
            KeyValuePair.Create(member.Name, (JsonNode?)$"{Kind(member.PropertyType)} {(member.IsRequired ? "required" : "optional")}"))),
    };

    private static string Kind(Type type) => System.Type.GetTypeCode(Nullable.GetUnderlyingType(type) ?? type) switch
    {
        TypeCode.String => "string",
        TypeCode.Int32 or TypeCode.Int64 => "number",
        _ => throw new InvalidOperationException($"{type} has no approved kind yet."),
    };
}
