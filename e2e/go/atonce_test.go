package e2e

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"
	"github.com/openai/openai-go/v3/responses"
)

func chat(model string) openai.ChatCompletionNewParams {
	return openai.ChatCompletionNewParams{
		Model:    model,
		Messages: []openai.ChatCompletionMessageParamUnion{openai.UserMessage(question)},
	}
}

func input(model string) responses.ResponseNewParams {
	return responses.ResponseNewParams{
		Model: model,
		Input: responses.ResponseNewParamsInputUnion{OfString: openai.String(question)},
	}
}

func TestAChatCompletion(t *testing.T) {
	var raw *http.Response
	one := client()
	completion, err := one.Chat.Completions.New(ctx, chat("echo"), option.WithResponseInto(&raw))
	must(t, err)
	same(t, completion.Choices[0].Message.Content, question)
	if raw.Header.Get("X-Request-Id") == "" {
		t.Fatal("the answer has no X-Request-Id")
	}
}

func TestAStreamIsAccumulated(t *testing.T) {
	params := chat("echo")
	params.StreamOptions = openai.ChatCompletionStreamOptionsParam{IncludeUsage: openai.Bool(true)}
	one := client()
	stream := one.Chat.Completions.NewStreaming(ctx, params)
	all := openai.ChatCompletionAccumulator{}
	chunks := 0
	for ; stream.Next(); chunks++ {
		if !all.AddChunk(stream.Current()) {
			t.Fatal("a chunk does not fit")
		}
	}
	must(t, stream.Err())
	same(t, all.Choices[0].Message.Content, question)
	same(t, all.Usage.TotalTokens, 12)
	if chunks < 5 {
		t.Fatalf("only %d chunks", chunks)
	}
}

func TestToolsAreCalledInAStream(t *testing.T) {
	params := chat("echo")
	params.Tools = []openai.ChatCompletionToolUnionParam{
		openai.ChatCompletionFunctionTool(openai.FunctionDefinitionParam{Name: "weather"}),
	}
	one := client()
	stream := one.Chat.Completions.NewStreaming(ctx, params)
	all := openai.ChatCompletionAccumulator{}
	for stream.Next() {
		all.AddChunk(stream.Current())
	}
	must(t, stream.Err())
	same(t, all.Choices[0].Message.ToolCalls[0].Function.Arguments, `{"city": "Paris"}`)
}

func TestATextCompletion(t *testing.T) {
	one := client()
	completion, err := one.Completions.New(ctx, openai.CompletionNewParams{
		Model: "echo", Prompt: openai.CompletionNewParamsPromptUnion{OfString: openai.String(question)},
	})
	must(t, err)
	same(t, completion.Choices[0].Text, question)
}

func TestEmbeddings(t *testing.T) {
	one := client()
	made, err := one.Embeddings.New(ctx, openai.EmbeddingNewParams{
		Model: "embed", Input: openai.EmbeddingNewParamsInputUnion{OfArrayOfStrings: []string{"the Seine", "the Rhine"}},
	})
	must(t, err)
	same(t, len(made.Data), 2)
	same(t, len(made.Data[0].Embedding), 4)
}

func TestModels(t *testing.T) {
	one := client()
	pager := one.Models.ListAutoPaging(ctx)
	same(t, pager.Next(), true)
	same(t, pager.Current().ID, "echo")
	model, err := one.Models.Get(ctx, "echo")
	must(t, err)
	same(t, model.ID, "echo")
}

func TestAResponse(t *testing.T) {
	one := client()
	response, err := one.Responses.New(ctx, input("echo"))
	must(t, err)
	same(t, response.OutputText(), question)
}

func TestTheEventsOfAResponse(t *testing.T) {
	one := client()
	stream := one.Responses.NewStreaming(ctx, input("echo"))
	text := strings.Builder{}
	last := ""
	for stream.Next() {
		event := stream.Current()
		last = event.Type
		if event.Type == "response.output_text.delta" {
			text.WriteString(event.Delta)
		}
	}
	must(t, stream.Err())
	same(t, text.String(), question)
	same(t, last, "response.completed")
}

// failure is what asking for a model came to.
func failure(t *testing.T, model string) *openai.Error {
	t.Helper()
	one := client()
	_, err := one.Chat.Completions.New(ctx, chat(model))
	var told *openai.Error
	if !errors.As(err, &told) {
		t.Fatalf("%s: %v", model, err)
	}
	return told
}

func TestErrorsOfTheModelServer(t *testing.T) {
	for _, status := range []int{400, 403, 404, 409, 422, 429, 500, 503} {
		told := failure(t, fmt.Sprintf("error-%d", status))
		same(t, told.StatusCode, status)
		same(t, told.Code, "some_code")
	}
}

func TestErrorsInTheWordsOfOthers(t *testing.T) {
	for _, model := range []string{"vllm-400", "vllm-422", "fastapi-422", "fastapi-500"} {
		told := failure(t, model)
		if !strings.Contains(told.Message, "told ") || told.Type == "" {
			t.Fatalf("%s: %q, %q", model, told.Message, told.Type)
		}
	}
}

func TestAWrongKey(t *testing.T) {
	one := client(option.WithAPIKey("wrong"))
	_, err := one.Models.List(ctx)
	var told *openai.Error
	same(t, errors.As(err, &told), true)
	same(t, told.StatusCode, http.StatusUnauthorized)
}

func TestWhatIsNotHere(t *testing.T) {
	one := client()
	_, err := one.Responses.Compact(ctx, responses.ResponseCompactParams{Model: "echo"})
	var told *openai.Error
	same(t, errors.As(err, &told), true)
	same(t, told.StatusCode, http.StatusNotFound)
}

func TestAStreamThatIsClosedEarly(t *testing.T) {
	one := client()
	stream := one.Chat.Completions.NewStreaming(ctx, chat("echo"))
	same(t, stream.Next(), true)
	must(t, stream.Close())
	_, err := one.Chat.Completions.New(ctx, chat("echo"))
	must(t, err)
}

func TestAGetWithABody(t *testing.T) {
	request, err := http.NewRequest(http.MethodGet, server+"/v1/models", strings.NewReader("{}"))
	must(t, err)
	request.Header.Set("Authorization", "Bearer "+key)
	response, err := http.DefaultClient.Do(request)
	must(t, err)
	defer response.Body.Close()
	_, err = io.ReadAll(response.Body)
	must(t, err)
	same(t, response.StatusCode, http.StatusOK)
}
