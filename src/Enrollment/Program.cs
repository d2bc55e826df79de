using System.Text.Json.Serialization.Metadata;
using Mfa.Enrollments;
using Mfa.Enrollments.Storage;
using Mfa.InternalApi;
using Mfa.ServiceDefaults;
using Mfa.Storage.Copying;

if (args is [CopyCommand.Word])
{
    var configuration = WebApplication.CreateSlimBuilder().Configuration;
    return await CopyCommand.RunAsync<SqliteEnrollmentDb, PostgresEnrollmentDb>(
        "enrollment", configuration.GetConnectionString("enrollment"), configuration.GetConnectionString("enrollment-copy"), Console.Out, Console.Error);
}

var app = ServiceHost.CreateBuilder("enrollment", args, JsonTypeInfoResolver.Combine(EnrollmentJson.Default, InternalJson.Default))
    .AddEnrollment()
    .BuildService()
    .MapEnrollment();
await app.RunAsync();
return 0;
