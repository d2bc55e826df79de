using Mfa.AppHost;
using Mfa.AppHost.Development;

// The whole system on one page, in .NET Aspire's words. Aspire runs it where the feed has it (-p:FullFeed=true);
// elsewhere the engine in Local/ starts the same resources as native processes with the same environment.
if (HostOptions.Parse(args, out var complaint) is not { } options)
    return HostOptions.Explain(complaint);

var data = DevelopmentData.Prepare(options);
var builder = DistributedApplication.CreateBuilder(args);

// What Challenge has acknowledged is on disk, and nothing is ever evicted: it refuses to start otherwise.
var redis = builder.AddRedis("challenge-redis")
    .WithSettings("--appendonly", "yes", "--appendfsync", "always", "--maxmemory-policy", "noeviction");

// What Notifier has taken from the bus is on disk until its mail is handed over.
var notifierRedis = builder.AddRedis("notifier-redis")
    .WithSettings("--appendonly", "yes", "--appendfsync", "always", "--maxmemory-policy", "noeviction");

// Nobody waits for the broker: without it mails are late, and that is all.
var rabbitmq = builder.AddRabbitMQ("rabbitmq").WithManagementPlugin();

// A mail server for a developer's machine: it sends nothing on, and shows what it got on its page.
var mailbox = builder.AddExecutable("mailbox", "node", "../../eng/mailbox", "node_modules/maildev/bin/maildev")
    .WithHttpEndpoint(env: "MAILDEV_WEB_PORT").WithEndpoint(name: "smtp", env: "MAILDEV_SMTP_PORT")
    .WithHttpHealthCheck("/")
    .WithEnvironment("MAILDEV_IP", "127.0.0.1").WithEnvironment("MAILDEV_WEB_IP", "127.0.0.1")
    .WithEnvironment("MAILDEV_MAIL_DIRECTORY", data.Mails);

var directory = builder.AddProject("directory", "../Directory/Directory.csproj")
    .WithHttpEndpoint().WithHttpEndpoint(name: "h2c")
    .WithHttpHealthCheck("/health/ready")
    .WithEnvironment("Bootstrap__RelyingPartiesFile", data.RelyingPartiesFile)
    .WithEnvironment("Signatures__TrustPath", data.Trust);

var enrollment = builder.AddProject("enrollment", "../Enrollment/Enrollment.csproj")
    .WithHttpEndpoint().WithHttpEndpoint(name: "h2c")
    .WithHttpHealthCheck("/health/ready");

// What lasts: a file each for a try-out, a server past that.
if (options.Postgres)
{
    var postgres = builder.AddPostgres("postgres");
    var (directoryDatabase, enrollmentDatabase) = (postgres.AddDatabase("directory-database", "directory"), postgres.AddDatabase("enrollment-database", "enrollment"));
    directory.WithReference(directoryDatabase, "directory").WaitFor(directoryDatabase);
    enrollment.WithReference(enrollmentDatabase, "enrollment").WaitFor(enrollmentDatabase);
}
else
{
    directory.WithEnvironment("ConnectionStrings__directory", data.Database("directory"));
    enrollment.WithEnvironment("ConnectionStrings__enrollment", data.Database("enrollment"));
}

var challenge = builder.AddProject("challenge", "../Challenge/Challenge.csproj")
    .WithReplicas(options.ChallengeReplicas)
    .WithHttpEndpoint().WithHttpEndpoint(name: "h2c")
    .WithHttpHealthCheck("/health/ready")
    .WithReference(redis)
    .WaitFor(redis);

foreach (var service in new[] { directory, enrollment, challenge })
    service.WithReference(rabbitmq);

var notifier = builder.AddProject("notifier", "../Notifier/Notifier.csproj")
    .WithHttpEndpoint()
    .WithHttpHealthCheck("/health/ready")
    .WithReference(rabbitmq).WithReference(notifierRedis)
    .WaitFor(notifierRedis)
    .WithEnvironment("Mail__Host", mailbox.GetEndpoint("smtp").Property(EndpointProperty.Host))
    .WithEnvironment("Mail__Port", mailbox.GetEndpoint("smtp").Property(EndpointProperty.Port))
    .WithEnvironment("Mail__Security", "none")
    .WithEnvironment("Keys__Path", data.Keys("notifier"));

var gateway = builder.AddProject("gateway", "../Gateway/Gateway.csproj")
    .WithHttpEndpoint(port: options.GatewayPort)
    .WithHttpHealthCheck("/health/ready")
    .WithReference(directory).WithReference(enrollment).WithReference(challenge)
    .WaitFor(directory).WaitFor(enrollment).WaitFor(challenge)
    .WithExternalHttpEndpoints();

// They know one another and wait for one another themselves, so a circle of references orders nothing.
directory.WithReference(enrollment).WithReference(challenge);
enrollment.WithReference(directory).WithReference(challenge);
challenge.WithReference(enrollment).WithReference(directory);

foreach (var service in new[] { directory, enrollment, challenge, notifier, gateway })
{
    service.AsBuilt()
        .WithEnvironment("ASPNETCORE_ENVIRONMENT", options.Environment)
        // Whose word on a caller's address is taken, the gateway's settings say and nothing else.
        .WithEnvironment("ASPNETCORE_FORWARDEDHEADERS_ENABLED", "false")
        .WithEnvironment("Keys__PublicPath", data.PublicKeys)
        .WithEnvironment("PublicUrl", gateway.GetEndpoint("http"));
    foreach (var (index, folder) in data.RealmFolders.Index())
        service.WithEnvironment($"Realms__AdditionalPaths__{index}", folder);
}

foreach (var service in new[] { directory, enrollment, challenge })
{
    // Among themselves they speak HTTP/2 without TLS, which needs a port of its own.
    service
        .WithEnvironment("H2C_PORT", service.GetEndpoint("h2c").Property(EndpointProperty.TargetPort))
        .WithEnvironment("Keys__Path", data.Keys(service.Resource.Name));
}

// The sample portal: a relying party like others, where a developer's people see it all.
IResourceBuilder<ProjectResource>? portal = null;
if (data.Portal is { } pages)
{
    portal = builder.AddProject("portal", "../../samples/Portal/Portal.csproj")
        .WithHttpEndpoint(port: options.PortalPort)
        .WithHttpHealthCheck("/health/ready")
        .WaitFor(gateway)
        .WithExternalHttpEndpoints()
        .AsBuilt()
        .WithEnvironment("ASPNETCORE_ENVIRONMENT", options.Environment)
        .WithEnvironment("ASPNETCORE_FORWARDEDHEADERS_ENABLED", "false")
        .WithEnvironment("Portal__Mfa", gateway.GetEndpoint("http"))
        .WithEnvironment("Portal__Mailbox", mailbox.GetEndpoint("http"))
        .WithEnvironment("Portal__CredentialsFile", pages.CredentialsFile)
        .WithEnvironment("Portal__KeysFolder", pages.KeysFolder)
        .WithEnvironment("Portal__SignerCommand", pages.SignerCommand);
}

// Ready last: the gateway waits for all the others, and the portal for the gateway.
(portal ?? gateway).OnResourceReady(async (_, _, stop) =>
{
    var address = gateway.GetEndpoint("http").Url;
    await DevelopmentPeople.CreateAsync(address, data, Console.Error, stop);
    await Welcome.WriteAsync(Console.Out, address, mailbox.GetEndpoint("http").Url, data, portal?.GetEndpoint("http").Url);
});

await builder.Build().RunAsync();
return Environment.ExitCode;
