// Package e2e has the calls of OpenAI's Go SDK, and receivers of Go's net/http, against the packaged server.
package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"
)

const (
	key      = "dev"
	question = "Where does the Seine end?"
)

var (
	server      = os.Getenv("RINGBACK_SERVER")
	modelServer = os.Getenv("MODEL_SERVER")
	ctx         = context.Background()
)

func patience() time.Duration {
	if seconds, err := strconv.ParseFloat(os.Getenv("RINGBACK_PATIENCE"), 64); err == nil {
		return time.Duration(seconds * float64(time.Second))
	}
	return 300 * time.Second
}

func client(more ...option.RequestOption) openai.Client {
	return openai.NewClient(append([]option.RequestOption{
		option.WithBaseURL(server + "/v1"), option.WithAPIKey(key), option.WithMaxRetries(0),
	}, more...)...)
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func same[T comparable](t *testing.T, is, should T) {
	t.Helper()
	if is != should {
		t.Fatalf("is %v and should be %v", is, should)
	}
}

func poll[T any](t *testing.T, ask func() (T, error), ended func(T) bool) T {
	t.Helper()
	begun, between := time.Now(), 5*time.Millisecond
	for {
		answer, err := ask()
		must(t, err)
		if ended(answer) {
			return answer
		}
		if time.Since(begun) > patience() {
			t.Fatalf("waited in vain; the last answer is %+v", answer)
		}
		time.Sleep(between)
		between = min(2*between, 250*time.Millisecond)
	}
}

// api asks the server's own API.
func api[T any](t *testing.T, method, path string, body any) T {
	t.Helper()
	var answer T
	content, err := json.Marshal(body)
	must(t, err)
	request, err := http.NewRequest(method, server+"/api/v1"+path, bytes.NewReader(content))
	must(t, err)
	request.Header.Set("Authorization", "Bearer "+key)
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	must(t, err)
	defer response.Body.Close()
	told, err := io.ReadAll(response.Body)
	must(t, err)
	if response.StatusCode >= 300 {
		t.Fatal(fmt.Sprint(method, path, response.StatusCode, string(told)))
	}
	must(t, json.Unmarshal(told, &answer))
	return answer
}

// release lets the models silent and paused go on.
func release(t *testing.T) {
	t.Helper()
	response, err := http.Get(modelServer + "/release")
	must(t, err)
	response.Body.Close()
}
