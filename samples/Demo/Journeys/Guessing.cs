namespace Mfa.Samples.Demo.Journeys;

/// <summary>Somebody who knows the password guesses codes.</summary>
internal sealed class Guessing(Desk desk, Person person)
{
    private const int MostTries = 20;

    public IReadOnlyList<(string, Func<Task<string>>)> Steps => [("guess until it is refused", GuessAsync)];

    private async Task<string> GuessAsync()
    {
        await person.SignInAsync();
        var challenge = (await person.ChallengeByAppAsync("sign-in", await person.App.WrongCodeAsync())).Expect(422, "invalid-code").Text("challengeId");
        for (var tries = 2; tries <= MostTries; tries++)
        {
            var answer = await desk.Client.PostAsync($"/v1/challenges/{challenge}/verify", new { code = await person.App.WrongCodeAsync() });
            if (answer.Status == 429)
                return $"429 {answer.Problem} at try {tries}";
            answer.Expect(422, "invalid-code");
        }

        throw new StepFailedException($"{MostTries} wrong codes were looked at");
    }
}
