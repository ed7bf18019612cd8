package e2e

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/responses"
)

func background(t *testing.T, model string) *responses.Response {
	t.Helper()
	params := input(model)
	params.Background = openai.Bool(true)
	one := client()
	begun, err := one.Responses.New(ctx, params)
	must(t, err)
	return begun
}

func ended(t *testing.T, id string) *responses.Response {
	t.Helper()
	one := client()
	return poll(t,
		func() (*responses.Response, error) { return one.Responses.Get(ctx, id, responses.ResponseGetParams{}) },
		func(each *responses.Response) bool { return each.Status != "queued" && each.Status != "in_progress" })
}

func TestABackgroundResponse(t *testing.T) {
	begun := background(t, "echo")
	same(t, begun.Status, responses.ResponseStatusQueued)
	response := ended(t, begun.ID)
	same(t, response.OutputText(), question)
	one := client()
	pager := one.Responses.InputItems.ListAutoPaging(ctx, begun.ID, responses.InputItemListParams{})
	same(t, pager.Next(), true)
	must(t, one.Responses.Delete(ctx, begun.ID))
	_, err := one.Responses.Get(ctx, begun.ID, responses.ResponseGetParams{})
	var told *openai.Error
	same(t, errors.As(err, &told), true)
	same(t, told.StatusCode, http.StatusNotFound)
}

func TestABackgroundResponseIsCancelled(t *testing.T) {
	begun := background(t, "silent")
	one := client()
	response, err := one.Responses.Cancel(ctx, begun.ID)
	must(t, err)
	same(t, response.Status, responses.ResponseStatusCancelled)
	release(t)
}

// OpenAI's client for Go says in the body of a GET that it wants a stream.
func TestABackgroundStreamIsTakenUpAgain(t *testing.T) {
	params := input("paused")
	params.Background = openai.Bool(true)
	one := client()
	stream := one.Responses.NewStreaming(ctx, params)
	id, last := "", int64(-1)
	text := strings.Builder{}
	for stream.Next() {
		event := stream.Current()
		last = event.SequenceNumber
		if event.Response.ID != "" {
			id = event.Response.ID
		}
		if event.Type == "response.output_text.delta" {
			text.WriteString(event.Delta)
			break
		}
	}
	must(t, stream.Err())
	must(t, stream.Close())
	release(t)
	again := one.Responses.GetStreaming(ctx, id, responses.ResponseGetParams{StartingAfter: openai.Int(last)})
	for again.Next() {
		event := again.Current()
		last++
		same(t, event.SequenceNumber, last)
		if event.Type == "response.output_text.delta" {
			text.WriteString(event.Delta)
		}
	}
	must(t, again.Err())
	same(t, text.String(), question)
}

func TestABatch(t *testing.T) {
	line, err := json.Marshal(map[string]any{
		"custom_id": "one", "method": "POST", "url": "/v1/chat/completions", "body": chat("echo"),
	})
	must(t, err)
	one := client()
	file, err := one.Files.New(ctx, openai.FileNewParams{
		File: openai.File(bytes.NewReader(line), "requests.jsonl", "application/jsonl"), Purpose: openai.FilePurposeBatch,
	})
	must(t, err)
	begun, err := one.Batches.New(ctx, openai.BatchNewParams{
		InputFileID: file.ID, Endpoint: openai.BatchNewParamsEndpointV1ChatCompletions,
		CompletionWindow: openai.BatchNewParamsCompletionWindow24h,
	})
	must(t, err)
	batch := poll(t,
		func() (*openai.Batch, error) { return one.Batches.Get(ctx, begun.ID) },
		func(each *openai.Batch) bool { return each.Status == "completed" || each.Status == "failed" })
	same(t, batch.RequestCounts.Completed, 1)
	content, err := one.Files.Content(ctx, batch.OutputFileID)
	must(t, err)
	defer content.Body.Close()
	told, err := io.ReadAll(content.Body)
	must(t, err)
	if !strings.Contains(string(told), question) {
		t.Fatal(string(told))
	}
	pager := one.Batches.ListAutoPaging(ctx, openai.BatchListParams{Limit: openai.Int(1)})
	for pager.Next() {
		if pager.Current().ID == begun.ID {
			return
		}
	}
	t.Fatalf("the batch is not in the list: %v", pager.Err())
}
